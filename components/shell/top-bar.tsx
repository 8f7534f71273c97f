import { ClusterSwitch } from "./cluster-switch.tsx";
import { PaletteButton } from "./palette-button.tsx";
import { PhoneMenu } from "./phone-menu.tsx";
import { ScanState } from "./scan-state.tsx";
import type { ShellCluster } from "./shell-data.ts";
import { ThemeMenu } from "./theme-menu.tsx";
import { TimePicker } from "./time-picker.tsx";

export function TopBar({ clusters }: { clusters: readonly ShellCluster[] }) {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-card px-3 md:px-4 print:hidden">
      <PhoneMenu clusters={clusters} />
      <ClusterSwitch clusters={clusters} />
      <div className="ml-auto flex items-center gap-2">
        <ScanState clusters={clusters} />
        <TimePicker clusters={clusters} />
        <PaletteButton clusters={clusters} />
        <ThemeMenu />
      </div>
    </header>
  );
}
