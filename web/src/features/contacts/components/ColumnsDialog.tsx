import { useTranslation } from "react-i18next";
import { Button, Checkbox, Dialog } from "@/shared/ui";
import type { Attribute } from "../api";
import { OFFERED, USUAL } from "../model";

type Props = {
  columns: string[];
  attributes: Attribute[];
  onChange: (columns: string[]) => void;
  onClose: () => void;
};

/** Which columns the list has, in this browser. */
export function ColumnsDialog({ columns, attributes, onChange, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const offered = [
    ...OFFERED.map((id) => ({ id: id as string, label: t(($) => $.column[id]) })),
    ...attributes.map((one) => ({ id: `attr.${one.name}`, label: one.label })),
  ];
  const toggle = (id: string, on: boolean) => {
    const chosen = new Set(columns);
    if (on) chosen.add(id);
    else chosen.delete(id);
    onChange(offered.flatMap((one) => (chosen.has(one.id) ? [one.id] : [])));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.columns.title)}
      actions={
        <>
          <Button size="form" onPress={() => onChange(USUAL)}>
            {t(($) => $.columns.usual)}
          </Button>
          <Button size="form" look="primary" onPress={onClose}>
            {t(($) => $.columns.done)}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-sm">{t(($) => $.columns.hint)}</p>
      <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {offered.map(({ id, label }) => (
          <li key={id}>
            <Checkbox checked={columns.includes(id)} onChange={(on) => toggle(id, on)}>
              {label}
            </Checkbox>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
