import { Braces } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner, Button, Card, Checkbox, Field } from "@/shared/ui";
import { holes, MOST, nextHole } from "../model";
import { ButtonsPart } from "./ButtonsPart";
import { HeaderPart, type PartProps } from "./HeaderPart";

/** A one-time code: the provider writes the text. */
function CodePart({ form, errors, set, disabled }: PartProps) {
  const { t } = useTranslation("templates");
  return (
    <div className="flex flex-col gap-4">
      <Checkbox checked={form.security} onChange={(security) => set({ security })} disabled={disabled}>
        {t(($) => $.edit.security)}
      </Checkbox>
      <Field
        label={t(($) => $.edit.minutes)}
        hint={t(($) => $.edit.minutesHint)}
        error={errors.footer}
        inputMode="numeric"
        value={form.minutes}
        onChange={(minutes) => set({ minutes: minutes.replace(/\D/g, "") })}
        isDisabled={disabled}
        className="max-w-60"
      />
    </div>
  );
}

function Samples({ form, errors, set, disabled }: PartProps) {
  const { t } = useTranslation("templates");
  const asked = [
    ...(form.headerKind === "text" ? holes(form.header).map((name) => ({ place: "header" as const, name })) : []),
    ...holes(form.body).map((name) => ({ place: "body" as const, name })),
  ];
  if (asked.length === 0) return null;
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t(($) => $.edit.samples)}</legend>
      <p className="mb-2 mt-0.5 text-xs text-fg-3">{t(($) => $.edit.samplesHint)}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {asked.map(({ place, name }) => {
          const key = `${place}.${name}`;
          const wrong = place === "header" ? errors.headerExample : errors.samples;
          return (
            <Field
              key={key}
              label={t(($) => (place === "header" ? $.edit.headerSample : $.edit.bodySample), { name })}
              value={form.samples[key] ?? ""}
              error={form.samples[key]?.trim() ? undefined : wrong}
              onChange={(value) => set({ samples: { ...form.samples, [key]: value } })}
              isDisabled={disabled}
            />
          );
        })}
      </div>
    </fieldset>
  );
}

/** What the message says. */
export function ContentPart(props: PartProps) {
  const { t } = useTranslation("templates");
  const { form, errors, set, disabled } = props;
  if (form.category === "AUTHENTICATION")
    return (
      <Card title={t(($) => $.edit.content)}>
        <CodePart {...props} />
      </Card>
    );
  const insert = () => {
    const gap = form.body === "" || /\s$/.test(form.body) ? "" : " ";
    set({ body: `${form.body}${gap}{{${nextHole(form)}}} ` });
  };
  return (
    <Card title={t(($) => $.edit.content)}>
      <div className="flex flex-col gap-5">
        {form.other.length > 0 && <Banner tone="info">{t(($) => $.edit.other)}</Banner>}
        <HeaderPart {...props} />
        <div>
          <Field
            label={t(($) => $.edit.body)}
            hint={t(($) => $.edit.bodyHint, { used: form.body.length, most: MOST.body })}
            rows={6}
            value={form.body}
            error={errors.body}
            onChange={(body) => set({ body })}
            isDisabled={disabled}
          />
          {!disabled && (
            <Button look="quiet" icon={<Braces aria-hidden />} onPress={insert} className="mt-1">
              {t(($) => $.edit.variable)}
            </Button>
          )}
        </div>
        <Samples {...props} />
        <Field
          label={t(($) => $.edit.footer)}
          hint={t(($) => $.edit.count, { used: form.footer.length, most: MOST.footer })}
          value={form.footer}
          error={errors.footer}
          onChange={(footer) => set({ footer })}
          isDisabled={disabled}
        />
        <ButtonsPart {...props} />
      </div>
    </Card>
  );
}
