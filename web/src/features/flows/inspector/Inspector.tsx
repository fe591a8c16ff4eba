import { useQuery } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { type ReactNode, Suspense, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { Bones, Failed, Field, IconButton, type Item, Menu } from "@/shared/ui";
import { type CatalogueField, catalogueOptions } from "../api";
import { KindIcon } from "../canvas/Palette";
import { useWords } from "../canvas/useWords";
import { fieldOf } from "../model/checks";
import { filled, isDecoration, nodeOf, rehandled } from "../model/document";
import { kindOf } from "../model/kinds";
import { variablesOf } from "../model/variables";
import { docShown, edit, editable, useEditor, useEditorStore } from "../store";
import { DecorationForm } from "./DecorationForm";
import { FlowForm, TriggerForm } from "./FlowForm";
import { type Form, FormContext, HIDDEN, relevant } from "./form";
import { Preview } from "./Preview";
import { Value } from "./Value";

const TryRequest = lazily(() => import("./TryRequest"), "TryRequest");

/** The properties of what is chosen: of one block, or of the flow itself. */
export function Inspector({ items }: { items: (id: string) => Item[] }) {
  const { t } = useTranslation("flows");
  const selected = useEditor((s) => s.selected);
  return (
    <div data-inspector className="flex min-h-0 flex-1 flex-col overflow-auto p-4">
      {selected.length === 0 && <FlowForm />}
      {selected.length === 1 && <Chosen key={selected[0]} id={selected[0] as string} items={items} />}
      {selected.length > 1 && (
        <p className="text-sm text-fg-2">
          <b className="block text-fg">{t(($) => $.canvas.selected, { count: selected.length })}</b>
          {t(($) => $.inspector.several)}
        </p>
      )}
    </div>
  );
}

function Chosen({ id, items }: { id: string; items: (id: string) => Item[] }) {
  const drawn = useEditor((s) => {
    const node = nodeOf(docShown(s), id);
    return node !== undefined && isDecoration(node);
  });
  return drawn ? <DecorationForm id={id} /> : <NodeForm id={id} items={items} />;
}

function NodeForm({ id, items }: { id: string; items: (id: string) => Item[] }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const words = useWords();
  const doc = useEditor(docShown);
  const mayEdit = useEditor(editable);
  const problems = useEditor((s) => s.problemsOf.get(id));
  const wanted = useEditor((s) => (s.field?.node === id ? s.field.name : null));
  const catalogue = useQuery(catalogueOptions);
  const place = useRef<HTMLDivElement>(null);
  const node = nodeOf(doc, id);
  const variables = useMemo(() => variablesOf(doc), [doc]);
  useEffect(() => {
    if (!wanted || !catalogue.data) return;
    const row = place.current?.querySelector(`[data-field="${CSS.escape(wanted)}"]`) ?? place.current;
    const outer = row?.closest("details");
    if (outer) outer.open = true;
    row?.scrollIntoView({ block: "center" });
    row?.querySelector<HTMLElement>("input, textarea, button")?.focus({ preventScroll: true });
  }, [wanted, catalogue.data]);
  if (!node) return null;
  if (catalogue.isPending) return <Bones rows={5} />;
  if (!catalogue.data) return <Failed tight error={catalogue.error} retry={() => void catalogue.refetch()} />;
  const labels = t(($) => $.fields, { returnObjects: true }) as Record<string, string>;
  const form: Form = {
    node,
    catalogue: catalogue.data,
    variables,
    disabled: !mayEdit,
    change: (fields, about, names) =>
      edit(
        store,
        (now) => (names ? rehandled(filled(now, id, fields), id, names) : filled(now, id, fields)),
        `${id}.${about}`,
      ),
    error: (name) => problems?.find((p) => p.severity === "error" && fieldOf(p) === name)?.message ?? null,
    label: (name) => labels[name] ?? name,
  };
  const kind = kindOf(node.type, node.data);
  const all = catalogue.data.types.find((one) => one.type === node.type)?.fields ?? [];
  const shown = all.filter((f) => !HIDDEN.has(f.name) && relevant(node.type, f.name, node.data));
  const first = kind.main.flatMap((name) => shown.find((f) => f.name === name) ?? []);
  const rest = shown.filter((f) => !kind.main.includes(f.name));
  const told = problems?.filter((p) => !all.some((f) => f.name === fieldOf(p))) ?? [];
  return (
    <FormContext.Provider value={form}>
      <div ref={place} className="flex flex-col gap-4">
        <header className="flex items-center gap-2">
          <KindIcon kind={kind} />
          <div className="min-w-0 flex-1">
            <h2 className="truncate text-base font-semibold text-fg">{words.title(node)}</h2>
            <p className="truncate font-mono text-2xs text-fg-3">
              {words.type(node)} · {node.id}
            </p>
          </div>
          <Menu label={t(($) => $.canvas.menu)} items={items(id)}>
            <IconButton label={t(($) => $.canvas.menu)}>
              <MoreHorizontal aria-hidden />
            </IconButton>
          </Menu>
        </header>
        {told.map((p) => (
          <p
            key={p.code + p.field}
            className={
              p.severity === "error"
                ? "rounded-control bg-danger-soft px-3 py-2 text-sm text-danger"
                : "rounded-control bg-warn-soft px-3 py-2 text-sm text-warn"
            }
          >
            {p.message}
          </p>
        ))}
        <div data-field="label">
          <Field
            label={t(($) => $.inspector.label)}
            isDisabled={!mayEdit}
            placeholder={words.type(node)}
            value={typeof node.data.label === "string" ? node.data.label : ""}
            onChange={(label) => form.change({ label: label || undefined }, "label")}
          />
        </div>
        {node.type === "start" && <TriggerForm />}
        {first.map((field) => (
          <Row key={field.name} field={field} form={form} />
        ))}
        <Preview node={node} />
        {node.type === "api_call" && (
          <Suspense fallback={<Bones rows={2} />}>
            <TryRequest />
          </Suspense>
        )}
        <details className="group rounded-node border border-line">
          <summary className="flex min-h-9 cursor-default items-center px-3 text-sm font-medium text-fg-2 hover:text-fg">
            {t(($) => $.inspector.more)}
          </summary>
          <div className="flex flex-col gap-4 border-t border-line p-3">
            {rest.map((field) => (
              <Row key={field.name} field={field} form={form} />
            ))}
            <Field
              label={t(($) => $.inspector.note)}
              rows={2}
              isDisabled={!mayEdit}
              value={typeof node.data.note === "string" ? node.data.note : ""}
              onChange={(note) => form.change({ note: note || undefined }, "note")}
            />
          </div>
        </details>
      </div>
    </FormContext.Provider>
  );
}

function Row({ field, form }: { field: CatalogueField; form: Form }): ReactNode {
  return (
    <div data-field={field.name}>
      <Value
        field={field}
        label={form.label(field.name)}
        value={form.node.data[field.name]}
        error={form.error(field.name)}
        onChange={(value, names) => form.change({ [field.name]: value }, field.name, names)}
      />
    </div>
  );
}
