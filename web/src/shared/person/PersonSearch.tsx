import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, keys, ok, type Schema } from "@/shared/api";
import { nationalPhone } from "@/shared/i18n/format";
import { Combo } from "@/shared/ui";

const PAUSE_MS = 200;
type Contact = Schema<"ContactShort">;

const searchOptions = (q: string) =>
  queryOptions({
    queryKey: [...keys.contacts(), "search", q],
    enabled: q.trim().length > 1,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/contacts/search", { params: { query: { q, limit: 8 } }, signal })),
  });

type Props = {
  label: string;
  placeholder: string;
  value: Contact | null;
  onChange: (contact: Contact | null) => void;
  /** Not this one. */
  but?: string;
};

/** Somebody, found by name, number or e-mail. */
export function PersonSearch({ label, placeholder, value, onChange, but }: Props) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery(searchOptions(asked)).data?.data ?? [];
  const all = value && !found.some((one) => one.id === value.id) ? [...found, value] : found;
  const nameOf = (one: Contact) => one.name || (one.phone ? nationalPhone(one.phone) : "—");
  return (
    <Combo
      label={label}
      placeholder={placeholder}
      value={value?.id ?? null}
      onType={setTyped}
      onChange={(id) => onChange(all.find((one) => one.id === id) ?? null)}
      options={all
        .filter((one) => one.id !== but)
        .map((one) => ({ id: one.id, label: nameOf(one), hint: one.phone ? nationalPhone(one.phone) : undefined }))}
    />
  );
}
