import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, queryClient, type Schema } from "@/shared/api";
import { Button, Field, Select, useErrors } from "@/shared/ui";

type Attribute = Schema<"AttributeOut">;
type AttributeType = Schema<"AttributeType">;
const TYPES = ["text", "number", "date", "boolean"] as const;
const FIELDS = ["name", "label", "attributes"] as const;
const NEW = "";

/** The name that texts and questions use for what people call so: letters, digits and _. */
const nameOf = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^[_\p{N}]+|_+$/gu, "")
    .slice(0, 64);

type Props = {
  contactId: string;
  present: Record<string, unknown>;
  /** Those that are defined and have no value yet. */
  free: Attribute[];
  onKept: (contact: Schema<"ContactShort">) => void;
  onClose: () => void;
};

/** A value for an attribute that the company has, or for one that it has from now on. */
export function AddAttribute({ contactId, present, free, onKept, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const { t: common } = useTranslation();
  const { errors, clear, take } = useErrors(FIELDS);
  const [chosen, setChosen] = useState(free[0]?.name ?? NEW);
  const [label, setLabel] = useState("");
  const [type, setType] = useState<AttributeType>("text");
  const [value, setValue] = useState("");
  const known = free.find((one) => one.name === chosen);
  const keep = useMutation({
    mutationFn: async () => {
      let name = chosen;
      if (name === NEW) {
        const made = await ok(
          api.POST("/api/v1/contact-attributes", { body: { name: nameOf(label), label: label.trim(), type } }),
        );
        name = made.name;
        // It is there from now on, whatever becomes of the value.
        setChosen(name);
        await queryClient.invalidateQueries({ queryKey: keys.attributes() });
      }
      const body = { attributes: { ...present, [name]: value.trim() } as Schema<"ContactChangeIn">["attributes"] };
      return ok(api.PUT("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contactId } }, body }));
    },
    onSuccess: onKept,
    onError: take,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    clear();
    if (value.trim() && (known || label.trim())) keep.mutate();
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      className="flex flex-col gap-2 rounded-node border border-line p-3"
    >
      {free.length > 0 && (
        <Select
          label={t(($) => $.contact.attribute)}
          value={chosen}
          onChange={setChosen}
          options={[
            ...free.map((one) => ({ id: one.name, label: one.label })),
            { id: NEW, label: t(($) => $.contact.newAttribute) },
          ]}
        />
      )}
      {!known && (
        <>
          <Field
            label={t(($) => $.contact.attributeName)}
            value={label}
            onChange={setLabel}
            maxLength={60}
            autoFocus
            error={errors.name ?? errors.label}
          />
          <Select
            label={t(($) => $.contact.attributeType)}
            value={type}
            onChange={(next) => setType(next as AttributeType)}
            options={TYPES.map((id) => ({ id, label: t(($) => $.contact.types[id]) }))}
          />
        </>
      )}
      {known?.type === "choice" ? (
        <Select
          label={t(($) => $.contact.value)}
          value={value}
          onChange={setValue}
          error={errors.attributes}
          options={known.options.map((id) => ({ id, label: id }))}
        />
      ) : (
        <Field label={t(($) => $.contact.value)} value={value} onChange={setValue} error={errors.attributes} />
      )}
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>{common(($) => $.cancel)}</Button>
        <Button type="submit" look="primary" busy={keep.isPending}>
          {t(($) => $.tags.save)}
        </Button>
      </div>
    </form>
  );
}
