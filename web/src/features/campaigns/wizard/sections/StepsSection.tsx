import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EVERYBODY, QueryEditor } from "@/shared/query";
import { Button, IconButton, Switch } from "@/shared/ui";
import { NO_CONTENT, rowId, type Step } from "../model";
import { At, Section, Told, useWizard } from "../parts";
import { ContentFields } from "./ContentFields";
import { DelayFields } from "./DelayFields";

const STEPS_MOST = 20;

/** The later messages of a drip. */
export function StepsSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  const put = (id: string, change: Partial<Step>) =>
    set({ steps: form.steps.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  const add = () =>
    set({ steps: [...form.steps, { ...NO_CONTENT, id: rowId(), amount: "1", unit: "days", condition: null }] });
  return (
    <Section id="steps" title={t(($) => $.steps.title)} about={t(($) => $.steps.about)}>
      <At field="steps" className="flex flex-col gap-4">
        <Told field="steps" />
        {form.steps.map((one, at) => (
          <OneStep
            key={one.id}
            at={at}
            step={one}
            onChange={(change) => put(one.id, change)}
            onRemove={() => set({ steps: form.steps.filter(({ id }) => id !== one.id) })}
          />
        ))}
        <Button
          className="self-start"
          icon={<Plus aria-hidden />}
          isDisabled={form.steps.length >= STEPS_MOST}
          onPress={add}
        >
          {t(($) => $.steps.add)}
        </Button>
      </At>
    </Section>
  );
}

type OneProps = { at: number; step: Step; onChange: (change: Partial<Step>) => void; onRemove: () => void };

function OneStep({ at, step, onChange, onRemove }: OneProps) {
  const { t } = useTranslation("campaignWizard");
  const { told, has } = useWizard();
  const field = `steps.${at}`;
  const count = at + 2;
  return (
    <At field={field} className="rounded-node border border-line p-4">
      <fieldset className="flex flex-col gap-4">
        <legend className="float-left font-medium text-fg">{t(($) => $.steps.one, { at: count })}</legend>
        <div className="flex items-start gap-3">
          <At field={`${field}.after`}>
            <DelayFields
              label={t(($) => $.steps.after)}
              delay={step}
              error={told(`${field}.after`)}
              onChange={onChange}
            />
          </At>
          <span className="ml-auto">
            <IconButton label={t(($) => $.steps.remove, { at: count })} onPress={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        </div>
        <ContentFields field={field} content={step} onChange={onChange} />
        <At field={`${field}.condition`} className="flex flex-col gap-3">
          <Switch checked={step.condition !== null} onChange={(on) => onChange({ condition: on ? EVERYBODY : null })}>
            {t(($) => $.steps.condition)}
          </Switch>
          <Told field={`${field}.condition`} deep />
          {step.condition !== null && (
            <QueryEditor
              value={step.condition}
              has={has}
              onChange={(question) => question && onChange({ condition: question.query })}
            />
          )}
        </At>
      </fieldset>
    </At>
  );
}
