/**
 * True when two texts are equal, or differ only in whole numbers that stand by themselves ("12 of 40 pods"), each by
 * less than the threshold. Numbers inside names, versions, addresses and ports are no counts and never noise.
 */
export function sameButForSmallNumbers(from: string, to: string, threshold: number): boolean {
  if (from === to) return true;
  if (threshold <= 1) return false;
  const [before, after] = [from.split(COUNTS), to.split(COUNTS)];
  return (
    before.length === after.length &&
    before.every((part, index) => {
      const other = after[index];
      if (part === other) return true;
      // Every second part is a number: split keeps what the group caught.
      return index % 2 === 1 && Math.abs(Number(part) - Number(other)) < threshold;
    })
  );
}

const COUNTS = /(?<![\w./:=-])(\d{1,9})(?![\w/:-]|\.\d)/;
