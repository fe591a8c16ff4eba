import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Eye } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Bones, Button, Dialog, Failed } from "@/shared/ui";
import { galleryOptions, type Ready } from "../api";
import { type Doc, graphDoc, handleOf } from "../model/document";
import { FAMILIES, kindOf } from "../model/kinds";
import { geometryOf } from "../model/summary";

const FILLS = {
  brand: "var(--brand)",
  warn: "var(--warn)",
  plain: "var(--fg-3)",
  info: "var(--info)",
  violet: "var(--violet)",
  danger: "var(--danger)",
};

/** A flow from far above: its blocks in their colours, and what leads where. */
export function Miniature({ doc, label, height = 150 }: { doc: Doc; label: string; height?: number }) {
  const boxes = new Map(
    doc.nodes.map((n) => [
      n.id,
      { ...n.position, ...geometryOf(n, doc.edges.filter((e) => e.source === n.id).map(handleOf)) },
    ]),
  );
  const all = [...boxes.values()];
  if (all.length === 0) return null;
  const left = Math.min(...all.map((b) => b.x)) - 40;
  const top = Math.min(...all.map((b) => b.y)) - 40;
  const width = Math.max(...all.map((b) => b.x + b.width)) + 40 - left;
  const tall = Math.max(...all.map((b) => b.y + b.height)) + 40 - top;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${left} ${top} ${width} ${tall}`}
      className="w-full rounded-control bg-bg"
      style={{ height }}
    >
      {doc.edges.map((edge) => {
        const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)];
        if (!from || !to) return null;
        const [x, y, tx, ty] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + 22];
        return (
          <path
            key={edge.id}
            d={`M${x} ${y} C${x + 80} ${y} ${tx - 80} ${ty} ${tx} ${ty}`}
            fill="none"
            stroke="var(--edge)"
            strokeWidth={5}
          />
        );
      })}
      {doc.nodes.map((node) => {
        const box = boxes.get(node.id);
        return (
          box && (
            <rect
              key={node.id}
              x={box.x}
              y={box.y}
              width={box.width}
              height={box.height}
              rx={24}
              fill={FILLS[FAMILIES[kindOf(node.type, node.data).family]]}
            />
          )
        );
      })}
    </svg>
  );
}

type Props = { onUse: (ready: Ready) => void; busy: string | null; most?: number };

/** Flows to begin with. */
export function ReadyFlows({ onUse, busy, most }: Props) {
  const { t, i18n } = useTranslation("flows");
  const ready = useQuery(galleryOptions(i18n.language));
  const [looking, setLooking] = useState<Ready | null>(null);
  if (ready.isPending) return <Bones rows={3} />;
  if (!ready.data) return <Failed tight error={ready.error} retry={() => void ready.refetch()} />;
  return (
    <>
      <ul className={clsx("grid gap-3 text-left sm:grid-cols-2", most && "lg:grid-cols-3")}>
        {ready.data.slice(0, most).map((one) => (
          <li key={one.name} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4 shadow-e1">
            <Miniature doc={graphDoc(one.nodes, one.edges)} label={t(($) => $.gallery.preview, { name: one.title })} />
            <div className="min-w-0 flex-1">
              <h3 className="text-base font-semibold text-fg">{one.title}</h3>
              <p className="mt-0.5 line-clamp-3 text-sm text-fg-2">{one.summary}</p>
            </div>
            <div className="flex flex-wrap gap-1">
              <Badge>{t(($) => $.gallery.blocks, { count: one.nodes.length })}</Badge>
              {one.needs.erp.length > 0 && <Badge tone="violet">{t(($) => $.gallery.needsErp)}</Badge>}
            </div>
            <div className="flex flex-wrap gap-2">
              <Button
                look="primary"
                aria-label={`${t(($) => $.gallery.use)}: ${one.title}`}
                busy={busy === one.name}
                onPress={() => onUse(one)}
              >
                {t(($) => $.gallery.use)}
              </Button>
              <Button
                look="quiet"
                icon={<Eye aria-hidden />}
                aria-label={`${t(($) => $.gallery.look)}: ${one.title}`}
                onPress={() => setLooking(one)}
              >
                {t(($) => $.gallery.look)}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {looking && (
        <Dialog
          open
          wide
          title={looking.title}
          onClose={() => setLooking(null)}
          actions={
            <Button size="form" look="primary" busy={busy === looking.name} onPress={() => onUse(looking)}>
              {t(($) => $.gallery.use)}
            </Button>
          }
        >
          <p className="mb-3">{looking.summary}</p>
          <Miniature
            doc={graphDoc(looking.nodes, looking.edges)}
            label={t(($) => $.gallery.preview, { name: looking.title })}
            height={360}
          />
          {looking.needs.queues.length > 0 && (
            <p className="mt-3 text-sm">
              {t(($) => $.gallery.needsQueues, { names: looking.needs.queues.join(", ") })}
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}
