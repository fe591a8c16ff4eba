import { useTranslation } from "react-i18next";
import { Field, Select } from "@/shared/ui";
import type { Choice } from "../api";
import { type ChoiceForm, keyMoved } from "../model";

type Props = {
  part: "primary" | "fallback";
  providers: string[];
  form: ChoiceForm;
  stored: Choice | null;
  errors: Partial<Record<string, string>>;
  onChange: (field: string, change: Partial<ChoiceForm>) => void;
};

/** Which model, where it is, and the key it is asked with. */
export function ModelFields({ part, providers, form, stored, errors, onChange }: Props) {
  const { t } = useTranslation("ai");
  const moved = keyMoved(form, stored);
  const kept = stored?.has_key && !moved;
  const name = (provider: string) =>
    provider === "openai" || provider === "anthropic" ? t(($) => $.models[provider]) : provider;
  const field = (id: keyof ChoiceForm) => ({
    value: form[id],
    error: errors[`${part}.${id}`],
    onChange: (value: string) => onChange(`${part}.${id}`, { [id]: value }),
  });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={t(($) => $.models.provider)}
        options={[...new Set([...providers, form.provider])].map((id) => ({ id, label: name(id) }))}
        {...field("provider")}
      />
      <Field
        mono
        isRequired
        maxLength={120}
        label={t(($) => $.models.model)}
        hint={t(($) => $.models.modelHint)}
        {...field("model")}
      />
      <Field
        inputMode="url"
        placeholder="https://"
        label={t(($) => $.models.baseUrl)}
        hint={t(($) => $.models.baseUrlHint)}
        {...field("base_url")}
      />
      <Field
        type="password"
        autoComplete="off"
        label={t(($) => $.models.key)}
        hint={
          kept
            ? t(($) => $.models.keyKept, { tail: stored.key_tail })
            : t(($) => (moved ? $.models.keyMoved : $.models.keyHint))
        }
        {...field("key")}
      />
    </div>
  );
}
