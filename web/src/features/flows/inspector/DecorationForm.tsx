import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Field, Select, Switch } from "@/shared/ui";
import { COLOURS, colourOf } from "../model/decorations";
import { filled, nodeOf } from "../model/document";
import { folded } from "../model/groups";
import { geometryOf } from "../model/summary";
import { docShown, edit, editable, useEditor, useEditorStore } from "../store";

/** A note or a frame: what it says, how it looks, how large it is. */
export function DecorationForm({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const node = useEditor((s) => nodeOf(docShown(s), id));
  const mayEdit = useEditor(editable);
  const wanted = useEditor((s) => s.field?.node === id);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted) place.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, [wanted]);
  if (!node) return null;
  const sticky = node.type === "sticky";
  const name = sticky ? "text" : "label";
  const set = (fields: Record<string, unknown>) =>
    edit(store, (doc) => filled(doc, id, fields), `${id}.${Object.keys(fields).join()}`);
  const { width, height } = geometryOf(node, []);
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-base font-semibold text-fg">{t(($) => $.types[sticky ? "sticky" : "frame"])}</h2>
      <div ref={place}>
        <Field
          label={t(($) => $.fields[sticky ? "text" : "title"])}
          rows={sticky ? 6 : undefined}
          isDisabled={!mayEdit}
          value={typeof node.data[name] === "string" ? (node.data[name] as string) : ""}
          onChange={(text) => set({ [name]: text })}
        />
      </div>
      {!sticky && (
        <Switch
          checked={node.data.collapsed === true}
          disabled={!mayEdit}
          onChange={(on) => edit(store, (doc) => folded(doc, id, on))}
        >
          {t(($) => $.decoration.closed)}
        </Switch>
      )}
      <Select
        label={t(($) => $.decoration.color)}
        disabled={!mayEdit}
        value={colourOf(node)}
        onChange={(color) => set({ color })}
        options={COLOURS.map((one) => ({ id: one, label: t(($) => $.decoration.colours[one]) }))}
      />
      <div className="grid grid-cols-2 gap-2">
        <Field
          label={t(($) => $.decoration.width)}
          type="number"
          isDisabled={!mayEdit}
          value={String(width)}
          onChange={(text) => set({ width: Number(text) || undefined })}
        />
        <Field
          label={t(($) => $.decoration.height)}
          type="number"
          isDisabled={!mayEdit}
          value={String(height)}
          onChange={(text) => set({ height: Number(text) || undefined })}
        />
      </div>
    </div>
  );
}
