import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { Pain, PainFigures } from "@/lib/snapshot/pain-model.ts";
import { MemoryDetail } from "./memory-detail.tsx";
import { OptOutDetail } from "./opt-out-detail.tsx";
import { PathDetail } from "./path-detail.tsx";
import { StartDetail } from "./start-detail.tsx";
import { UpgradeDetail } from "./upgrade-detail.tsx";

interface Props {
  readonly pain: Pain;
  readonly clusterId: string;
  readonly at: string | undefined;
  readonly document: SnapshotDocument;
  readonly pains: PainFigures;
  readonly measurement: Measurement | null;
  readonly locale: string;
}

/** What stands behind one pain: its distribution, its namespaces or its objects. */
export function PainDetail({ pain, clusterId, at, document, pains, measurement, locale }: Props) {
  const to = reportPaths(clusterId, at);
  const shown = { locale, hrefOf: to.namespace };
  switch (pain) {
    case "memory":
      return (
        <MemoryDetail
          document={document}
          memory={pains.memory}
          measurement={measurement}
          {...shown}
        >
          <Link className="link" href={to.performance()}>
            All namespaces with what they use
          </Link>
        </MemoryDetail>
      );
    case "start":
      return pains.start && <StartDetail start={pains.start} {...shown} />;
    case "upgrade":
      return pains.upgrade && <UpgradeDetail upgrade={pains.upgrade} {...shown} />;
    case "opt-out":
      return pains.optOut && <OptOutDetail optOut={pains.optOut} {...shown} />;
    case "path":
      return pains.path && <PathDetail path={pains.path} {...shown} />;
  }
}
