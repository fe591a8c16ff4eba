import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Send, Sparkles, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useAi } from "@/shared/ai";
import { ApiError, keys, may } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import {
  Banner,
  Button,
  Card,
  Confirm,
  Crumb,
  Field,
  IconButton,
  Leaving,
  PageBody,
  PageHead,
  Select,
  toast,
  useDeed,
} from "@/shared/ui";
import { type Detail, deeds, numbersOptions } from "../api";
import {
  among,
  CATEGORIES,
  componentsOf,
  draftOf,
  editable,
  type Form,
  formOf,
  LANGUAGES,
  languageName,
  placeOf,
} from "../model";
import { shownOf } from "../shown";
import { AiDraft } from "./AiDraft";
import { History, OtherLanguages, UsedIn } from "./Aside";
import { Badges, useReason } from "./Badges";
import { ContentPart } from "./ContentPart";
import { Phone } from "./Phone";

/** The server's words by the editor's own fields; what belongs to none stands in the list above. */
function useProblems(template: Detail | undefined, copyCode: string) {
  const [told, setTold] = useState<{ field: string; message: string }[]>([]);
  const stored = template && told.length === 0 && template.status === "draft" ? template.problems : [];
  const parts = template?.components ?? [];
  const all = told.length > 0 ? told : stored.map((p) => ({ field: placeOf(p.field, parts), message: p.message }));
  const errors: Record<string, string> = {};
  for (const { field, message } of all) errors[field] ??= message;
  return {
    errors,
    all,
    clear: (field: string) => setTold((now) => now.filter((one) => one.field !== field)),
    take: (error: unknown, form: Form) => {
      const details = error instanceof ApiError ? error.details : [];
      if (details.length === 0) toast.failed(error);
      const sent = componentsOf(form, copyCode);
      setTold(details.map(({ field, message }) => ({ field: placeOf(field, sent), message })));
    },
  };
}

/** Name, number, language, category: fixed once the provider has it. */
function Basics({
  form,
  errors,
  set,
  disabled,
  number,
  onNumber,
}: {
  form: Form;
  errors: Record<string, string>;
  set: (change: Partial<Form>) => void;
  disabled: { name: boolean; category: boolean };
  number: string | null;
  onNumber?: (id: string) => void;
}) {
  const { t, i18n } = useTranslation("templates");
  const numbers = useQuery({ ...numbersOptions, enabled: Boolean(onNumber) && may("read:whatsapp_configs") });
  const official = (numbers.data?.data ?? []).filter((one) => one.api_type === "official");
  const languages = LANGUAGES.includes(form.language) ? LANGUAGES : [form.language, ...LANGUAGES];
  return (
    <Card title={t(($) => $.edit.basics)}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t(($) => $.edit.name)}
          hint={t(($) => $.edit.nameHint)}
          mono
          value={form.name}
          error={errors.name}
          onChange={(name) => set({ name: name.toLowerCase().replace(/[\s-]/g, "_") })}
          isDisabled={disabled.name}
        />
        <Select
          label={t(($) => $.edit.language)}
          options={languages.map((id) => ({ id, label: languageName(id, i18n.language), hint: id }))}
          value={form.language}
          error={errors.language}
          onChange={(language) => set({ language })}
          disabled={disabled.name}
        />
        <Select
          label={t(($) => $.edit.category)}
          options={CATEGORIES.map((id) => ({
            id,
            label: t(($) => $.category[id]),
            hint: t(($) => $.categoryHint[id]),
          }))}
          hint={t(($) => $.categoryHint[form.category])}
          value={form.category}
          error={errors.category}
          onChange={(id) => set({ category: among(CATEGORIES, id) ?? "UTILITY" })}
          disabled={disabled.category}
        />
        {onNumber && official.length > 1 && (
          <Select
            label={t(($) => $.edit.number)}
            options={official.map((one) => ({ id: one.id, label: one.name }))}
            value={number}
            error={errors.whatsapp_config_id}
            onChange={onNumber}
          />
        )}
      </div>
    </Card>
  );
}

/** Form at the left, the phone at the right, the provider's word above. `start`: what a new one begins with. */
export function Editor({ template, start }: { template?: Detail; start: Form }) {
  const { t, i18n } = useTranslation("templates");
  const { t: common } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const reasonOf = useReason();
  const copyCode = t(($) => $.edit.button.COPY_CODE);
  const before = template ? formOf(template) : start;
  const [changed, setChanged] = useState<Partial<Form>>({});
  const [number, setNumber] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [drafting, setDrafting] = useState(false);
  const drafts = useAi();
  const { errors, all, clear, take } = useProblems(template, copyCode);
  const { busy, act } = useDeed();
  const left = useRef(false);
  const writes = may("write:templates");
  const form = { ...before, ...changed };
  const dirty = Object.keys(changed).length > 0;
  const locked = !writes || (template !== undefined && !editable(template.status));
  const running = template?.status === "approved" || template?.status === "paused";
  const set = (change: Partial<Form>) => {
    for (const field of Object.keys(change)) clear(field === "buttons" ? "buttons" : field);
    setChanged((now) => ({ ...now, ...change }));
  };
  const save = async (key: string) => {
    const draft = draftOf(form, copyCode);
    if (!template) return deeds.create(key, { ...draft, ...(number ? { whatsapp_config_id: number } : {}) });
    const { components, category } = draft;
    return deeds.change(
      template.id,
      template.provider_id ? (running ? { components } : { components, category }) : draft,
    );
  };
  const keep = (submit: boolean) =>
    act({
      run: async (key) => {
        const saved = dirty || !template ? await save(key) : template;
        // A draft that is not taken is stored all the same; the page goes on with it.
        const refused =
          submit && !running
            ? await deeds.submit(saved.id, `${key}-submit`).then(
                () => null,
                (error: unknown) => error,
              )
            : null;
        return { saved, refused };
      },
      changes: [keys.templates(), ...(template ? [keys.template(template.id)] : [])],
      failed: (error) => take(error, form),
      after: ({ saved, refused }) => {
        setChanged({});
        if (refused) take(refused, form);
        else toast.done(t(($) => (submit || running ? $.edit.sent : $.edit.saved)));
        if (template) return;
        left.current = true;
        void navigate({ to: "/templates/$templateId", params: { templateId: saved.id }, replace: true });
      },
    });
  const remove = () =>
    act({
      run: () => deeds.remove(template?.id ?? "", (template?.used_in.length ?? 0) > 0),
      changes: [keys.templates()],
      done: t(($) => $.remove.done),
      failed: (error) => {
        setAsking(false);
        toast.failed(error);
      },
      after: () => {
        left.current = true;
        void navigate({ to: "/templates" });
      },
    });
  const submits = t(($) => (running ? $.edit.resend : $.edit.submit));
  const maySubmit = !locked && (running ? dirty : true);
  useActions(
    maySubmit
      ? [
          {
            id: "template:submit",
            label: submits,
            group: t(($) => $.title),
            icon: <Send aria-hidden />,
            run: () => void keep(true),
          },
        ]
      : [],
  );
  return (
    <PageBody wide>
      <Leaving dirty={() => dirty && !left.current} />
      <PageHead
        back={<Crumb to="/templates">{t(($) => $.title)}</Crumb>}
        title={template?.name ?? t(($) => $.edit.new)}
        about={template && languageName(template.language, i18n.language)}
        end={
          writes && (
            <>
              {!template && drafts && (
                <Button icon={<Sparkles aria-hidden />} onPress={() => setDrafting(true)}>
                  {t(($) => $.ai.button)}
                </Button>
              )}
              {template && template.status !== "deleted" && (
                <IconButton label={common(($) => $.delete)} onPress={() => setAsking(true)}>
                  <Trash2 aria-hidden />
                </IconButton>
              )}
              {!locked && !running && (
                <Button isDisabled={Boolean(template) && !dirty} busy={busy} onPress={() => void keep(false)}>
                  {t(($) => $.edit.save)}
                </Button>
              )}
              {!locked && (
                <Button
                  look="primary"
                  icon={<Send aria-hidden />}
                  busy={busy}
                  isDisabled={!maySubmit}
                  onPress={() => void keep(true)}
                >
                  {submits}
                </Button>
              )}
            </>
          )
        }
      />
      {template && (
        <div className="mb-4 flex flex-col gap-2">
          <Badges template={template} />
          {template.reason && reasonOf(template.reason) && (
            <Banner tone="danger">
              <b>{t(($) => $.reasonTitle)}:</b> {reasonOf(template.reason)}
            </Banner>
          )}
          {template.coming_category && template.category_change_at && (
            <Banner>
              {t(($) => $.coming, {
                category: t(($) => $.category[among(CATEGORIES, template.coming_category) ?? "MARKETING"]),
                date: format.date(template.category_change_at),
              })}
            </Banner>
          )}
          {writes && locked && <Banner tone="info">{t(($) => $.edit.locked)}</Banner>}
          {running && dirty && <Banner>{t(($) => $.edit.live)}</Banner>}
        </div>
      )}
      {all.length > 0 && (
        <div role="alert" className="mb-4">
          <Banner tone="danger">
            <b>{t(($) => $.edit.problems)}</b>
            <ul className="list-disc pl-5">
              {all.map(({ field, message }) => (
                <li key={field + message}>{message}</li>
              ))}
            </ul>
          </Banner>
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Basics
            form={form}
            errors={errors}
            set={set}
            disabled={{ name: locked || Boolean(template?.provider_id), category: locked || running }}
            number={number}
            onNumber={template ? undefined : setNumber}
          />
          <ContentPart form={form} errors={errors} set={set} disabled={locked} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-0">
          <Card title={t(($) => $.preview)}>
            <Phone shown={shownOf(form, copyCode)} />
          </Card>
          {template && (
            <>
              <History template={template} />
              <UsedIn template={template} />
              <OtherLanguages template={template} />
            </>
          )}
        </div>
      </div>
      {drafting && (
        <AiDraft
          language={form.language}
          copyCode={copyCode}
          filled={dirty}
          onClose={() => setDrafting(false)}
          onUse={(drawn) => {
            set(drawn);
            setDrafting(false);
          }}
        />
      )}
      {asking && template && (
        <Confirm
          open
          onClose={() => setAsking(false)}
          title={t(($) => $.remove.ask, { name: template.name })}
          action={common(($) => $.delete)}
          onConfirm={() => void remove()}
          busy={busy}
        >
          <p>{t(($) => $.remove.hint)}</p>
          {template.used_in.length > 0 && (
            <p className="mt-2 text-danger">{t(($) => $.remove.used, { count: template.used_in.length })}</p>
          )}
        </Confirm>
      )}
    </PageBody>
  );
}
