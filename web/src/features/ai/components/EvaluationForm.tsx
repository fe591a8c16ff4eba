import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { aiOptions, promptsOptions } from "@/shared/ai";
import { keys } from "@/shared/api";
import { Button, Drawer, Field, IconButton, Select, Switch, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Evaluation, type EvaluationBody, type Taught, taughtOptions } from "../api";
import { emptyQuestion, evaluationBody, evaluationForm, QUESTION_FIELDS, type Question } from "../prompts";

type Props = { from: Evaluation | null; onClose: () => void; onStarted: (id: string) => void };

/** Questions, and what their answers have to be. */
export function EvaluationFormDrawer({ from, onClose, onStarted }: Props) {
  const { t, i18n } = useTranslation("ai");
  const { t: common } = useTranslation();
  const id = useId();
  const before = evaluationForm(from);
  const [form, setForm] = useState(before);
  const { errors, clear, take } = useErrors<string>([
    ...QUESTION_FIELDS,
    ...["name", "questions", "prompt_id", "most_cost"],
  ]);
  const { busy, act } = useDeed();
  const prompts = useQuery(promptsOptions);
  const settings = useQuery(aiOptions);
  const taught = useInfiniteQuery(taughtOptions);
  const { close, asking } = useClosing(JSON.stringify(form) !== JSON.stringify(before), onClose);
  const set = (change: Partial<typeof form>) => setForm((now) => ({ ...now, ...change }));
  const put = (questions: Question[]) => {
    clear();
    set({ questions });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear();
    void act({
      run: (key) => deeds.evaluate(evaluationBody(form, i18n.language as EvaluationBody["language"]), key),
      changes: [keys.evaluations()],
      done: t(($) => $.evals.started),
      failed: take,
      after: (one) => onStarted(one.id),
    });
  };
  const next = Math.max(-1, ...form.questions.map((one) => one.id)) + 1;
  const documents = taught.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Drawer
      open
      wide
      onClose={close}
      title={t(($) => $.evals.new)}
      actions={
        <>
          <Button size="form" onPress={close}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form={id} busy={busy}>
            {t(($) => $.evalForm.run)}
          </Button>
        </>
      }
    >
      {asking}
      <form id={id} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            isRequired
            maxLength={120}
            label={t(($) => $.evalForm.name)}
            value={form.name}
            error={errors.name}
            onChange={(name) => {
              clear("name");
              set({ name });
            }}
          />
          <Select
            label={t(($) => $.evalForm.prompt)}
            error={errors.prompt_id}
            options={[
              { id: "", label: t(($) => $.evalForm.noPrompt) },
              ...(prompts.data?.data ?? []).map(({ id, name }) => ({ id, label: name })),
            ]}
            value={form.promptId}
            onChange={(promptId) => set({ promptId })}
          />
          <Field
            inputMode="decimal"
            label={t(($) => $.evalForm.cost, { currency: settings.data?.currency ?? "USD" })}
            hint={t(($) => $.evalForm.costHint)}
            value={form.cost}
            error={errors.most_cost}
            onChange={(cost) => {
              clear("most_cost");
              set({ cost });
            }}
          />
          <div className="flex flex-col gap-2 self-center">
            <Switch checked={form.knowledge} onChange={(knowledge) => set({ knowledge })}>
              {t(($) => $.evalForm.knowledge)}
            </Switch>
            {form.knowledge && (form.trial || documents.some((one) => one.held)) && (
              <Switch checked={form.trial} onChange={(trial) => set({ trial })}>
                {t(($) => $.kb.ask.trial)}
              </Switch>
            )}
          </div>
        </div>
        {errors.questions && (
          <p role="alert" className="text-sm text-danger">
            {errors.questions}
          </p>
        )}
        {form.questions.map((question, at) => (
          <QuestionFields
            key={question.id}
            number={at + 1}
            question={question}
            documents={documents}
            errors={(part) => errors[`questions.${at}.${part}`]}
            error={errors[`questions.${at}`]}
            onChange={(change) =>
              put(form.questions.map((one) => (one.id === question.id ? { ...one, ...change } : one)))
            }
            onRemove={
              form.questions.length > 1 ? () => put(form.questions.filter((one) => one.id !== question.id)) : undefined
            }
          />
        ))}
        <Button
          className="self-start"
          icon={<Plus aria-hidden />}
          isDisabled={form.questions.length >= 50}
          onPress={() => put([...form.questions, emptyQuestion(next)])}
        >
          {t(($) => $.evalForm.add)}
        </Button>
      </form>
    </Drawer>
  );
}

type QuestionProps = {
  number: number;
  question: Question;
  documents: Taught[];
  errors: (part: string) => string | undefined;
  error: string | undefined;
  onChange: (change: Partial<Question>) => void;
  onRemove: (() => void) | undefined;
};

function QuestionFields({ number, question, documents, errors, error, onChange, onRemove }: QuestionProps) {
  const { t } = useTranslation("ai");
  const known = documents.filter((one) => one.state === "ready" || question.cites.includes(one.id));
  return (
    <fieldset className="flex flex-col gap-3 rounded-node border border-line bg-bg p-3">
      <legend className="sr-only">{t(($) => $.evalForm.question, { number })}</legend>
      <div className="flex items-start gap-2">
        <Field
          className="flex-1"
          label={t(($) => $.evalForm.question, { number })}
          value={question.text}
          error={errors("text") ?? error}
          maxLength={2000}
          onChange={(text) => onChange({ text })}
        />
        {onRemove && (
          <IconButton className="mt-7" label={t(($) => $.evalForm.remove, { number })} onPress={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <Switch checked={question.handsOver} onChange={(handsOver) => onChange({ handsOver })}>
        {t(($) => $.evalForm.handsOver)}
      </Switch>
      <div className="grid gap-3 sm:grid-cols-2">
        {!question.handsOver && (
          <Field
            label={t(($) => $.evalForm.contains)}
            hint={t(($) => $.evalForm.split)}
            value={question.contains}
            error={errors("contains")}
            onChange={(contains) => onChange({ contains })}
          />
        )}
        <Field
          label={t(($) => $.evalForm.lacks)}
          hint={t(($) => $.evalForm.split)}
          value={question.lacks}
          error={errors("not_contains")}
          onChange={(lacks) => onChange({ lacks })}
        />
        {!question.handsOver && known.length > 0 && (
          <Select
            label={t(($) => $.evalForm.cites)}
            error={errors("cites")}
            options={[
              { id: "", label: t(($) => $.evalForm.anyDocument) },
              ...known.map(({ id, title }) => ({ id, label: title })),
            ]}
            value={question.cites[0] ?? ""}
            onChange={(id) => onChange({ cites: id ? [id, ...question.cites.slice(1)] : question.cites.slice(1) })}
          />
        )}
      </div>
    </fieldset>
  );
}
