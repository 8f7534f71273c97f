/**
 * What is worked out from a list once, however many findings ask for it: slices live as long as one judgement, so the
 * answer is kept beside the list and forgotten with it.
 */
export function oncePer<L extends object, A>(work: (list: L) => A): (list: L) => A {
  const known = new WeakMap<L, { readonly answer: A }>();
  return (list) => {
    const kept = known.get(list);
    if (kept) return kept.answer;
    const answer = work(list);
    known.set(list, { answer });
    return answer;
  };
}
