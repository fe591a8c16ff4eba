import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Bones, Failed } from "@/shared/ui";
import { type Flow, flowOptions } from "../api";
import { useWords } from "../canvas/useWords";
import { docOf, nodeOf } from "../model/document";
import { Simulator, SimulatorTools } from "../simulator/Simulator";
import { useSimulation } from "../simulator/useSimulation";

const route = getRouteApi("/inside/flows/$flowId/simulator");

export function SimulatorPage() {
  const { flowId } = route.useParams();
  const flow = useQuery(flowOptions(flowId));
  if (flow.isPending) return <Bones rows={6} />;
  if (!flow.data) return <Failed error={flow.error} retry={() => void flow.refetch()} />;
  return <Opened key={flowId} flow={flow.data} />;
}

function Opened({ flow }: { flow: Flow }) {
  const { t } = useTranslation("flows");
  const words = useWords();
  const playing = useSimulation(flow.id);
  const doc = useMemo(() => docOf(flow), [flow]);
  const titleOf = (id: string) => {
    const node = nodeOf(doc, id);
    return node ? words.title(node) : id;
  };
  const nodes = doc.nodes.filter((n) => n.type !== "start").map((n) => ({ id: n.id, label: words.title(n) }));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line bg-surface px-3">
        <Link
          to="/flows/$flowId"
          params={{ flowId: flow.id }}
          aria-label={flow.name}
          className="grid size-8 place-items-center rounded-control text-fg-2 hover:bg-surface-2 max-md:size-10"
        >
          <ArrowLeft className="size-[18px]" aria-hidden />
        </Link>
        <h1 className="min-w-0 break-words text-lg font-semibold text-fg">{t(($) => $.sim.title)}</h1>
        <Badge tone="info">{flow.name}</Badge>
        <div className="ml-auto flex gap-1">
          <SimulatorTools playing={playing} />
        </div>
      </header>
      <Simulator wide flowId={flow.id} playing={playing} titleOf={titleOf} nodes={nodes} />
    </div>
  );
}
