import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, type Schema } from "@/shared/api";
import { Banner, Button, Dialog, Field, useDeed, useErrors } from "@/shared/ui";
import { flowDeeds } from "../api";
import { type Doc, graphDoc } from "../model/document";
import { Miniature } from "./Gallery";

type Drawn = Schema<"FlowDrawnOut">;

/** What the flow is to do, in words; what the model drew of it is looked at before it is a draft. */
export function DescribeDialog({ onClose, onOpen }: { onClose: () => void; onOpen: (id: string) => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const [wish, setWish] = useState("");
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const { errors, clear, take } = useErrors<string>(["description"]);
  const { busy, act } = useDeed();
  const keeping = useDeed();
  const draw = () =>
    act({
      run: () => ok(api.POST("/api/v1/ai/generate-flow", { body: { description: wish.trim() } })),
      failed: take,
      after: setDrawn,
    });
  const keep = () =>
    drawn &&
    keeping.act({
      run: () => flowDeeds.bringIn(drawn.document),
      changes: [keys.flows()],
      after: ({ flow }) => onOpen(flow.id),
    });
  const doc = drawn?.document as { name?: string; nodes: Doc["nodes"]; edges: Doc["edges"] } | undefined;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.drawn.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button
            size="form"
            look={doc ? "secondary" : "primary"}
            busy={busy}
            isDisabled={!wish.trim() || keeping.busy}
            onPress={() => void draw()}
          >
            {t(($) => (doc ? $.drawn.again : $.drawn.draw))}
          </Button>
          {doc && (
            <Button size="form" look="primary" busy={keeping.busy} isDisabled={busy} onPress={() => void keep()}>
              {t(($) => $.drawn.open)}
            </Button>
          )}
        </>
      }
    >
      <Field
        rows={4}
        autoFocus
        label={t(($) => $.drawn.wish)}
        hint={t(($) => $.drawn.wishHint)}
        value={wish}
        error={errors.description}
        onChange={(description) => {
          clear();
          setWish(description);
        }}
      />
      <p role="status" className="mt-2 text-sm text-fg-3">
        {busy ? t(($) => $.drawn.drawing) : t(($) => $.drawn.never)}
      </p>
      {drawn && doc && !busy && (
        <div className="mt-4 flex flex-col gap-3">
          {doc.name && <h3 className="text-base font-semibold text-fg">{doc.name}</h3>}
          <Miniature
            doc={graphDoc(doc.nodes, doc.edges)}
            label={t(($) => $.gallery.preview, { name: doc.name ?? "" })}
            height={260}
          />
          {drawn.problems.length === 0 ? (
            <Banner tone="brand">{t(($) => $.drawn.clean)}</Banner>
          ) : (
            <Banner tone="warn">
              {t(($) => $.drawn.problems, { count: drawn.problems.length })}
              <ul className="list-disc pl-5">
                {drawn.problems.map((one) => (
                  <li key={`${one.node_id} ${one.code} ${one.message}`}>{one.message}</li>
                ))}
              </ul>
            </Banner>
          )}
        </div>
      )}
    </Dialog>
  );
}
