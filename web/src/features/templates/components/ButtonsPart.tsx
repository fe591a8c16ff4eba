import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Field, IconButton, Menu } from "@/shared/ui";
import { BUTTONS, type ButtonForm, holes, MOST } from "../model";
import type { PartProps } from "./HeaderPart";

function One({
  button,
  error,
  change,
  disabled,
}: {
  button: ButtonForm;
  error?: string;
  change: (change: Partial<ButtonForm>) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation("templates");
  const { kind } = button;
  return (
    <div className="grid flex-1 gap-3 sm:grid-cols-2">
      {kind !== "COPY_CODE" && (
        <Field
          label={t(($) => $.edit.buttonText)}
          hint={t(($) => $.edit.count, { used: button.text.length, most: MOST.button })}
          error={error}
          value={button.text}
          onChange={(text) => change({ text })}
          isDisabled={disabled}
        />
      )}
      {kind === "URL" && (
        <Field
          label={t(($) => $.edit.url)}
          type="text"
          inputMode="url"
          hint={t(($) => $.edit.urlHint)}
          value={button.value}
          onChange={(value) => change({ value })}
          placeholder="https://"
          isDisabled={disabled}
        />
      )}
      {kind === "URL" && holes(button.value).length > 0 && (
        <Field
          label={t(($) => $.edit.urlSample)}
          value={button.sample}
          onChange={(sample) => change({ sample })}
          isDisabled={disabled}
          className="sm:col-span-2"
        />
      )}
      {kind === "PHONE_NUMBER" && (
        <Field
          label={t(($) => $.edit.phone)}
          type="tel"
          value={button.value}
          onChange={(value) => change({ value })}
          isDisabled={disabled}
        />
      )}
      {kind === "COPY_CODE" && (
        <Field
          label={t(($) => $.edit.code)}
          error={error}
          value={button.sample}
          onChange={(sample) => change({ sample })}
          isDisabled={disabled}
        />
      )}
    </div>
  );
}

/** A few things to press, in their order. */
export function ButtonsPart({
  form,
  errors,
  set,
  disabled,
  kinds = BUTTONS,
  most = MOST.buttons,
}: PartProps & { kinds?: readonly (typeof BUTTONS)[number][]; most?: number }) {
  const { t } = useTranslation("templates");
  const { buttons } = form;
  const nameOf = (button: ButtonForm) => button.text || t(($) => $.edit.button[button.kind]);
  const change = (id: string, to: Partial<ButtonForm>) =>
    set({ buttons: buttons.map((one) => (one.id === id ? { ...one, ...to } : one)) });
  const up = (at: number) => {
    const moved = [...buttons];
    const [one] = moved.splice(at, 1);
    if (one) moved.splice(at - 1, 0, one);
    set({ buttons: moved });
  };
  return (
    <section aria-label={t(($) => $.edit.buttons)} className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <h3 className="text-sm font-medium">{t(($) => $.edit.buttons)}</h3>
        {!disabled && buttons.length < most && (
          <Menu
            label={t(($) => $.edit.addButton)}
            items={kinds.map((kind) => ({
              id: kind,
              label: t(($) => $.edit.button[kind]),
              run: () =>
                set({ buttons: [...buttons, { id: crypto.randomUUID(), kind, text: "", value: "", sample: "" }] }),
            }))}
          >
            <Button look="quiet" icon={<Plus aria-hidden />}>
              {t(($) => $.edit.addButton)}
            </Button>
          </Menu>
        )}
      </div>
      {errors.buttons && <p className="text-xs text-danger">{errors.buttons}</p>}
      {buttons.length > 0 && (
        <ol className="flex flex-col gap-2">
          {buttons.map((button, at) => (
            <li key={button.id} className="rounded-node border border-line p-3">
              <div className="mb-2 flex items-center gap-1">
                <span className="mr-auto text-xs font-semibold text-fg-2">{t(($) => $.edit.button[button.kind])}</span>
                {!disabled && (
                  <>
                    {at > 0 && (
                      <IconButton label={t(($) => $.edit.upButton, { name: nameOf(button) })} onPress={() => up(at)}>
                        <ArrowUp aria-hidden />
                      </IconButton>
                    )}
                    <IconButton
                      label={t(($) => $.edit.removeButton, { name: nameOf(button) })}
                      onPress={() => set({ buttons: buttons.filter((one) => one.id !== button.id) })}
                    >
                      <Trash2 aria-hidden />
                    </IconButton>
                  </>
                )}
              </div>
              <One
                button={button}
                error={errors[`button.${at}`]}
                change={(to) => change(button.id, to)}
                disabled={disabled}
              />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
