import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok, type Schema } from "@/shared/api";
import { Banner, Button, Dialog, Field, useDeed, useErrors } from "@/shared/ui";
import { type Form, formOf } from "../model";
import { shownOf } from "../shown";
import { Phone } from "./Phone";

type Props = {
  language: string;
  copyCode: string;
  /** There is something in the editor already. */
  filled: boolean;
  onUse: (form: Form) => void;
  onClose: () => void;
};

/** What the template is for, in words; a draft comes back, and what the provider would refuse of it. */
export function AiDraft({ language, copyCode, filled, onUse, onClose }: Props) {
  const { t } = useTranslation("templates");
  const { t: common } = useTranslation();
  const [wish, setWish] = useState("");
  const [drawn, setDrawn] = useState<Schema<"TemplateDraftOut"> | null>(null);
  const { errors, clear, take } = useErrors<string>(["text"]);
  const { busy, act } = useDeed();
  const draw = () =>
    act({
      run: () => ok(api.POST("/api/v1/ai/generate-template", { body: { text: wish.trim(), language } })),
      failed: take,
      after: setDrawn,
    });
  const form =
    drawn && formOf({ ...drawn, parameter_format: "POSITIONAL", components: drawn.components as never } as never);
  return (
    <Dialog
      open
      wide={Boolean(drawn)}
      onClose={onClose}
      title={t(($) => $.ai.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button
            size="form"
            look={form ? "secondary" : "primary"}
            busy={busy}
            isDisabled={!wish.trim()}
            onPress={() => void draw()}
          >
            {t(($) => (form ? $.ai.again : $.ai.draw))}
          </Button>
          {form && (
            <Button size="form" look="primary" isDisabled={busy} onPress={() => onUse(form)}>
              {t(($) => $.ai.use)}
            </Button>
          )}
        </>
      }
    >
      <Field
        rows={3}
        autoFocus
        label={t(($) => $.ai.wish)}
        hint={t(($) => $.ai.wishHint)}
        value={wish}
        error={errors.text}
        onChange={(text) => {
          clear();
          setWish(text);
        }}
      />
      {form && drawn && (
        <div className="mt-4 flex flex-col gap-3">
          <Phone shown={shownOf(form, copyCode)} />
          {drawn.problems.length > 0 && (
            <Banner tone="warn">
              <b>{t(($) => $.ai.problems)}</b>
              <ul className="list-disc pl-5">
                {drawn.problems.map((one) => (
                  <li key={one.field + one.code}>{one.message}</li>
                ))}
              </ul>
            </Banner>
          )}
          {filled && <p className="text-sm text-fg-3">{t(($) => $.ai.replaces)}</p>}
        </div>
      )}
    </Dialog>
  );
}
