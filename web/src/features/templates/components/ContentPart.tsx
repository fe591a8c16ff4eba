import { useTranslation } from "react-i18next";
import { Banner, Card, Checkbox, Field } from "@/shared/ui";
import { MOST } from "../model";
import { BodyPart, Samples } from "./BodyPart";
import { ButtonsPart } from "./ButtonsPart";
import { CarouselPart } from "./CarouselPart";
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
  return (
    <Card title={t(($) => $.edit.content)}>
      <div className="flex flex-col gap-5">
        {form.other.length > 0 && <Banner tone="info">{t(($) => $.edit.other)}</Banner>}
        <HeaderPart {...props} />
        <BodyPart {...props} most={MOST.body} />
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
        {(form.category === "MARKETING" || form.cards.length > 0) && <CarouselPart {...props} />}
      </div>
    </Card>
  );
}
