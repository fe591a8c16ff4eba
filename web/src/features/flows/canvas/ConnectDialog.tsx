import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Combo, Dialog, Select } from "@/shared/ui";
import { handleOf, nodeOf, removed } from "../model/document";
import { freeHandle, meant, outputsOf } from "../model/handles";
import { edit, useEditor, useEditorStore } from "../store";
import { join } from "./adding";
import { useWords } from "./useWords";

const NOWHERE = "-";

/** Draws a connection without a pointer: which way out, and to which block. */
export function ConnectDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const store = useEditorStore();
  const words = useWords();
  const doc = useEditor((s) => s.history.present);
  const node = nodeOf(doc, id);
  const outputs = node ? outputsOf(node) : [];
  const [handle, setHandle] = useState(() => (node && freeHandle(doc, node)) ?? outputs[0]?.handle ?? "");
  const edge = doc.edges.find((e) => node && e.source === id && meant(node, handleOf(e)) === handle);
  const [target, setTarget] = useState<string | null>(null);
  if (!node) return null;
  const to = target ?? edge?.target ?? NOWHERE;
  const done = () => {
    if (to === NOWHERE) edge && edit(store, (now) => removed(now, [], [edge.id]));
    else join(store, id, handle, to);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.connect.title, { name: words.title(node) })}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" onPress={done}>
            {t(($) => $.connect.done)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Select
          label={t(($) => $.connect.from)}
          value={handle}
          onChange={(next) => {
            setHandle(next);
            setTarget(null);
          }}
          options={outputs.map((output) => ({ id: output.handle, label: words.output(node, output) }))}
        />
        <Combo
          key={handle}
          label={t(($) => $.connect.to)}
          value={to}
          onChange={setTarget}
          options={[
            { id: NOWHERE, label: t(($) => $.connect.nothing) },
            ...doc.nodes
              .filter((one) => one.type !== "start")
              .map((one) => ({ id: one.id, label: words.title(one), hint: `${words.type(one)} · ${one.id}` })),
          ]}
        />
      </div>
    </Dialog>
  );
}
