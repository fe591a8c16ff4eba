import { useTranslation } from "react-i18next";
import { Banner, Card, Checkbox, Field, Switch } from "@/shared/ui";
import { CHANGING, type Form, READING } from "../model";

type Props = {
  form: Form;
  errors: Partial<Record<string, string>>;
  set: (field: string, change: Partial<Form>) => void;
};

/** What leaves the house, how sure an answer has to be, and what a model may do. */
export function GuardCard({ form, errors, set }: Props) {
  const { t } = useTranslation("ai");
  const toggle = (tool: string, on: boolean) =>
    set("tools", { tools: on ? [...form.tools, tool] : form.tools.filter((one) => one !== tool) });
  const list = (title: string, tools: readonly ((typeof READING)[number] | (typeof CHANGING)[number])[]) => (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-xs font-semibold text-fg-2">{title}</legend>
      {tools.map((tool) => (
        <Checkbox key={tool} checked={form.tools.includes(tool)} onChange={(on) => toggle(tool, on)}>
          {t(($) => $.tool[tool])}
        </Checkbox>
      ))}
    </fieldset>
  );
  return (
    <Card title={t(($) => $.guard.title)}>
      <Switch checked={form.masking} onChange={(masking) => set("masking", { masking })}>
        {t(($) => $.guard.masking)}
      </Switch>
      <p className="mt-1 text-xs text-fg-3">{t(($) => $.guard.maskingHint)}</p>
      {!form.masking && (
        <div className="mt-2">
          <Banner tone="danger">{t(($) => $.guard.maskingOff)}</Banner>
        </div>
      )}
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Field
          inputMode="numeric"
          label={t(($) => $.guard.threshold)}
          hint={t(($) => $.guard.thresholdHint)}
          value={form.threshold}
          error={errors.threshold}
          onChange={(threshold) => set("threshold", { threshold })}
        />
        <Field
          inputMode="numeric"
          label={t(($) => $.models.seconds)}
          hint={t(($) => $.models.secondsHint)}
          value={form.seconds}
          error={errors.seconds}
          onChange={(seconds) => set("seconds", { seconds })}
        />
      </div>
      <h3 className="mt-5 text-sm font-medium text-fg">{t(($) => $.guard.tools)}</h3>
      <p className="mb-3 text-xs text-fg-3">{t(($) => $.guard.toolsHint)}</p>
      {errors.tools && <p className="mb-2 text-xs text-danger">{errors.tools}</p>}
      <div className="grid gap-4 sm:grid-cols-2">
        {list(
          t(($) => $.guard.reads),
          READING,
        )}
        {list(
          t(($) => $.guard.changes),
          CHANGING,
        )}
      </div>
    </Card>
  );
}
