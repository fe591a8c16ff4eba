import { useTranslation } from "react-i18next";
import { Checkbox, Field } from "@/shared/ui";
import { At, Section, Told, useWizard } from "../parts";

/** By which numbers it leaves, and in which parts. */
export function NumbersSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, numbers } = useWizard();
  return (
    <Section id="numbers" title={t(($) => $.numbers.title)} about={t(($) => $.numbers.about)}>
      <At field="numbers" className="flex flex-col gap-2">
        <Told field="numbers" />
        {numbers.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.numbers.none)}</p>}
        {numbers.map((number) => {
          const at = form.numbers.findIndex((one) => one.id === number.id);
          const own = form.numbers[at];
          return (
            <At
              key={number.id}
              field={own ? `numbers.${at}` : `number-${number.id}`}
              className="flex flex-wrap items-center gap-3"
            >
              <Checkbox
                checked={own !== undefined}
                onChange={(on) =>
                  set({
                    numbers: on
                      ? [...form.numbers, { id: number.id, weight: "1" }]
                      : form.numbers.filter((one) => one.id !== number.id),
                  })
                }
              >
                <span>
                  {number.name} <span className="text-fg-3">{number.phone_number}</span>
                  {!number.is_active && <span className="text-warn"> · {t(($) => $.numbers.off)}</span>}
                </span>
              </Checkbox>
              {own && form.numbers.length > 1 && (
                <Field
                  className="w-24"
                  aria-label={t(($) => $.numbers.weight, { name: number.name })}
                  inputMode="numeric"
                  value={own.weight}
                  error={told(`numbers.${at}.weight`)}
                  onChange={(weight) =>
                    set({ numbers: form.numbers.map((one) => (one.id === number.id ? { ...one, weight } : one)) })
                  }
                />
              )}
              {own && <Told field={`numbers.${at}`} />}
            </At>
          );
        })}
      </At>
    </Section>
  );
}
