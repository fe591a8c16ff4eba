import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { Bones, Button, Card, Failed, Field, Select, Switch, useDeed, useErrors } from "@/shared/ui";
import { deeds, queuesOptions, type Survey, surveysOptions } from "../api";

const FIELDS = ["question", "thanks", "comment_question", "enabled"] as const;
const COMPANY = "company";
const USUAL: Survey = { enabled: false, question: "", thanks: "", comment_question: "" };

function SurveyForm({ rules, queueId }: { rules: Survey; queueId: string | null }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const manages = useMay("manage:routing");
  const [changed, setChanged] = useState<Partial<Survey>>({});
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const form = { ...rules, ...changed };
  const set = (change: Partial<Survey>) => {
    clear();
    setChanged((now) => ({ ...now, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.survey({ ...form, queue_id: queueId }),
      changes: [keys.survey()],
      done: t(($) => $.survey.saved),
      failed: take,
      after: () => setChanged({}),
    });
  };
  const text = (name: "question" | "thanks" | "comment_question", label: string, hint: string) => (
    <Field
      label={label}
      hint={hint}
      rows={2}
      value={form[name]}
      error={errors[name]}
      onChange={(value) => set({ [name]: value })}
      isDisabled={!manages}
    />
  );
  const usual = t(($) => $.survey.usual);
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Switch checked={form.enabled} onChange={(enabled) => set({ enabled })} disabled={!manages}>
        {t(($) => $.survey.enabled)}
      </Switch>
      {text(
        "question",
        t(($) => $.survey.question),
        usual,
      )}
      {text(
        "thanks",
        t(($) => $.survey.thanks),
        usual,
      )}
      {text(
        "comment_question",
        t(($) => $.survey.comment),
        t(($) => $.survey.noComment),
      )}
      {manages && (
        <div className="flex justify-end">
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={Object.keys(changed).length === 0}>
            {common(($) => $.save)}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Whether and how customers are asked, by the company or by a queue of its own. */
export function SurveyCard() {
  const { t } = useTranslation("routing");
  const surveys = useQuery(surveysOptions);
  const queues = useQuery(queuesOptions);
  const [place, setPlace] = useState(COMPANY);
  const queueId = place === COMPANY ? null : place;
  const rules = surveys.data?.data.find((one) => (one.queue_id ?? null) === queueId) ?? USUAL;
  return (
    <Card title={t(($) => $.survey.title)}>
      <p className="mb-4 text-sm text-fg-2">{t(($) => $.survey.about)}</p>
      {surveys.data ? (
        <>
          {(queues.data?.data.length ?? 0) > 0 && (
            <Select
              label={t(($) => $.survey.where)}
              hint={t(($) => $.survey.queueHint)}
              options={[
                { id: COMPANY, label: t(($) => $.survey.company) },
                ...(queues.data?.data ?? []).map((one) => ({ id: one.id, label: one.name })),
              ]}
              value={place}
              onChange={setPlace}
              className="mb-4"
            />
          )}
          <SurveyForm key={place} rules={rules} queueId={queueId} />
        </>
      ) : surveys.isError ? (
        <Failed tight error={surveys.error} retry={() => void surveys.refetch()} />
      ) : (
        <Bones rows={3} />
      )}
    </Card>
  );
}
