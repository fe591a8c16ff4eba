import { Braces } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Field } from "@/shared/ui";
import { holes, nextHole } from "../model";
import type { PartProps } from "./HeaderPart";

/** The text, with a button for its next variable. */
export function BodyPart({ form, errors, set, disabled, most }: PartProps & { most: number }) {
  const { t } = useTranslation("templates");
  const insert = () => {
    const gap = form.body === "" || /\s$/.test(form.body) ? "" : " ";
    set({ body: `${form.body}${gap}{{${nextHole(form)}}} ` });
  };
  return (
    <div>
      <Field
        label={t(($) => $.edit.body)}
        hint={t(($) => $.edit.bodyHint, { used: form.body.length, most })}
        rows={most > 500 ? 6 : 3}
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
  );
}

export function Samples({ form, errors, set, disabled }: PartProps) {
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
