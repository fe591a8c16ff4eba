import { useTranslation } from "react-i18next";
import { Field, Select, Switch } from "@/shared/ui";
import { described, type Trigger } from "../model/document";
import { docShown, edit, editable, useEditor, useEditorStore } from "../store";

const KINDS = [
  "keyword",
  "message_received",
  "first_message",
  "default",
  "fallback",
  "manual",
  "schedule",
  "event",
  "button",
  "ad",
  "opt_in",
  "campaign",
] as const;
const MATCHES = ["exact", "prefix", "contains", "regex"] as const;
const INTERRUPTING = ["keyword", "button", "ad"];
type ListName = "keywords" | "buttons" | "ads" | "tags" | "languages";
const LISTS: Record<string, ListName> = { keyword: "keywords", button: "buttons", ad: "ads", schedule: "tags" };

/** The flow itself: what it is called, and what starts it. */
export function FlowForm() {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const doc = useEditor(docShown);
  const mayEdit = useEditor(editable);
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-base font-semibold text-fg">{t(($) => $.inspector.flow)}</h2>
      <Field
        label={t(($) => $.inspector.name)}
        isDisabled={!mayEdit}
        maxLength={120}
        value={doc.name}
        onChange={(name) => edit(store, (now) => described(now, { name }), "name")}
      />
      <Field
        label={t(($) => $.inspector.about)}
        rows={2}
        isDisabled={!mayEdit}
        value={doc.description}
        onChange={(description) => edit(store, (now) => described(now, { description }), "description")}
      />
      <TriggerForm />
    </div>
  );
}

/** What starts the flow. */
export function TriggerForm() {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const doc = useEditor(docShown);
  const mayEdit = useEditor(editable);
  const problems = useEditor((s) => s.problems);
  const { trigger } = doc;
  const set = (fields: Partial<Trigger>) =>
    edit(
      store,
      (now) => {
        const next: Record<string, unknown> = { ...now.trigger, ...fields };
        for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
        return described(now, { trigger: next as Trigger });
      },
      `trigger.${Object.keys(fields).join()}`,
    );
  const error = (name: string) =>
    problems.find((p) => !p.node_id && p.field.startsWith(`trigger.${name}`))?.message ?? null;
  const list = LISTS[trigger.kind];
  const lines = (name: ListName) => (
    <Field
      label={t(($) => $.trigger[name])}
      hint={t(($) => $.trigger.oneEach)}
      rows={3}
      isDisabled={!mayEdit}
      error={error(name)}
      value={((trigger[name] as string[] | undefined) ?? []).join("\n")}
      onChange={(text) => set({ [name]: text ? text.split("\n") : undefined })}
    />
  );
  return (
    <>
      <h3 className="mt-1 text-sm font-semibold text-fg">{t(($) => $.trigger.title)}</h3>
      <Select
        label={t(($) => $.trigger.kind)}
        disabled={!mayEdit}
        error={error("kind")}
        value={trigger.kind}
        onChange={(kind) => edit(store, (now) => described(now, { trigger: { kind } }))}
        options={KINDS.map((id) => ({ id, label: t(($) => $.trigger.kinds[id]) }))}
      />
      {list && lines(list)}
      {trigger.kind === "keyword" && (
        <Select
          label={t(($) => $.trigger.match)}
          disabled={!mayEdit}
          value={String(trigger.match ?? "exact")}
          onChange={(match) => set({ match })}
          options={MATCHES.map((id) => ({ id, label: t(($) => $.trigger.matches[id]) }))}
        />
      )}
      {trigger.kind === "schedule" && (
        <Field
          label={t(($) => $.trigger.cron)}
          mono
          isDisabled={!mayEdit}
          error={error("cron")}
          placeholder="0 9 * * mon-fri"
          value={String(trigger.cron ?? "")}
          onChange={(cron) => set({ cron: cron || undefined })}
        />
      )}
      {trigger.kind === "event" && (
        <Field
          label={t(($) => $.trigger.event)}
          mono
          isDisabled={!mayEdit}
          error={error("event")}
          value={String(trigger.event ?? "")}
          onChange={(event) => set({ event: event || undefined })}
        />
      )}
      {INTERRUPTING.includes(trigger.kind) && (
        <Switch
          checked={trigger.interrupts === true}
          disabled={!mayEdit}
          onChange={(on) => set({ interrupts: on || undefined })}
        >
          {t(($) => $.trigger.interrupts)}
        </Switch>
      )}
      <Switch
        checked={doc.is_default}
        disabled={!mayEdit}
        onChange={(on) => edit(store, (now) => described(now, { is_default: on }))}
      >
        {t(($) => $.trigger.isDefault)}
      </Switch>
      <Switch
        checked={doc.is_fallback}
        disabled={!mayEdit}
        onChange={(on) => edit(store, (now) => described(now, { is_fallback: on }))}
      >
        {t(($) => $.trigger.isFallback)}
      </Switch>
    </>
  );
}
