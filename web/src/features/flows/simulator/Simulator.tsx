import clsx from "clsx";
import { RotateCcw, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui";
import { Phone } from "./Phone";
import type { Playing } from "./useSimulation";
import { Workbench } from "./Workbench";

type Props = {
  flowId: string;
  playing: Playing;
  titleOf: (id: string) => string;
  nodes: { id: string; label: string }[];
  wide?: boolean;
};

/** The phone with its workbench: one above the other beside the drawing, side by side on a page of their own. */
export function Simulator({ flowId, playing, titleOf, nodes, wide }: Props) {
  return (
    <div
      className={clsx(
        "min-h-0 flex-1",
        wide
          ? "grid gap-6 overflow-auto p-6 md:grid-cols-[380px_minmax(0,520px)] md:justify-center"
          : "overflow-auto p-4",
      )}
    >
      <div className={clsx("flex flex-col", wide ? "h-[min(720px,calc(100dvh-140px))]" : "h-[min(480px,54dvh)]")}>
        <Phone playing={playing} />
      </div>
      <div className={clsx(wide && "min-h-0 md:overflow-auto", !wide && "mt-2")}>
        <Workbench flowId={flowId} playing={playing} titleOf={titleOf} nodes={nodes} />
      </div>
    </div>
  );
}

export function SimulatorTools({ playing }: { playing: Playing }) {
  const { t } = useTranslation("flows");
  const { simulation } = playing;
  const opening = simulation?.lines.find((line) => line.from_contact && line.move === 0)?.text;
  return (
    <>
      <IconButton
        label={t(($) => $.sim.back)}
        isDisabled={!simulation || simulation.moves === 0 || playing.busy}
        onPress={playing.back}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t(($) => $.sim.restart)}
        isDisabled={playing.busy}
        onPress={() => (simulation ? playing.begin(opening) : playing.begin())}
      >
        <RotateCcw aria-hidden />
      </IconButton>
    </>
  );
}
