import { useTranslation } from "react-i18next";
import { Select } from "@/shared/ui";

type FilterProps = {
  numbers: { id: string; name: string }[];
  value: string | undefined;
  onChange: (id: string | undefined) => void;
};

/** Figures of one number, or of all. */
export function NumberFilter({ numbers, value, onChange }: FilterProps) {
  const { t } = useTranslation("dashboard");
  return (
    <Select
      quiet
      label={t(($) => $.number)}
      className="w-44"
      value={value ?? "all"}
      onChange={(id) => onChange(id === "all" ? undefined : id)}
      options={[{ id: "all", label: t(($) => $.allNumbers) }, ...numbers.map((n) => ({ id: n.id, label: n.name }))]}
    />
  );
}
