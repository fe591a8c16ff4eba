import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Dialog, Field, Radios, useDeed, useErrors } from "@/shared/ui";
import { type Attribute, deeds, told } from "../api";
import { nameOf } from "../model";

const TYPES = ["text", "number", "date", "boolean", "choice"] as const;
const FIELDS = ["name", "label", "options", "type"] as const;

type Props = {
  /** Null: a new one. */
  attribute: Attribute | null;
  /** What it is to be called, when that is known. */
  label?: string;
  onClose: () => void;
  onMade?: (attribute: Attribute) => void;
};

/** An attribute: what people call it, of which type it is (which stays), what may be chosen. */
export function AttributeDialog({ attribute, label: start = "", onClose, onMade }: Props) {
  const { t } = useTranslation("segments");
  const [label, setLabel] = useState(attribute?.label ?? start);
  const [name, setName] = useState<string | null>(attribute?.name ?? null);
  const [type, setType] = useState<Attribute["type"]>(attribute?.type ?? "text");
  const [options, setOptions] = useState((attribute?.options ?? []).join("\n"));
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const given = options
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const own = name ?? nameOf(label);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const chosen = type === "choice" ? given : [];
    void act({
      run: (key) =>
        attribute
          ? deeds.changeAttribute(attribute.id, { label: label.trim(), options: chosen })
          : deeds.attribute({ name: own, label: label.trim(), type, options: chosen }, key),
      changes: [keys.attributes()],
      done: t(($) => (attribute ? $.attribute.saved : $.attribute.added)),
      failed: (error) => {
        const taken = told(error, "ATTRIBUTE_NAME_TAKEN");
        if (taken) set("name", taken);
        else take(error);
      },
      after: (made) => {
        onMade?.(made);
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={attribute ? t(($) => $.attribute.editOf, { name: attribute.label }) : t(($) => $.attribute.add)}
      actions={
        <Button size="form" look="primary" type="submit" form="attribute" busy={busy}>
          {t(($) => (attribute ? $.attribute.save : $.attribute.create))}
        </Button>
      }
    >
      <form id="attribute" onSubmit={submit} className="flex flex-col gap-4">
        <Field
          autoFocus
          isRequired
          label={t(($) => $.attribute.label)}
          hint={t(($) => $.attribute.labelHint)}
          value={label}
          maxLength={120}
          error={errors.label}
          onChange={(value) => {
            clear();
            setLabel(value);
          }}
        />
        {!attribute && (
          <>
            <Field
              mono
              isRequired
              label={t(($) => $.attribute.name)}
              hint={t(($) => $.attribute.nameHint)}
              value={own}
              maxLength={64}
              error={errors.name}
              onChange={(value) => {
                clear();
                setName(value);
              }}
            />
            <Radios
              label={t(($) => $.attribute.typeLabel)}
              value={type}
              onChange={(id) => setType(id as Attribute["type"])}
              options={TYPES.map((id) => ({
                id,
                label: t(($) => $.attribute.type[id]),
                hint: t(($) => $.attribute.typeHint[id]),
              }))}
            />
          </>
        )}
        {type === "choice" && (
          <Field
            rows={5}
            label={t(($) => $.attribute.options)}
            hint={t(($) => (attribute ? $.attribute.optionsKept : $.attribute.optionsHint))}
            value={options}
            error={errors.options}
            onChange={(value) => {
              clear();
              setOptions(value);
            }}
          />
        )}
      </form>
    </Dialog>
  );
}
