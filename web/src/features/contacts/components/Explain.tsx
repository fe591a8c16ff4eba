import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, type Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { PersonSearch } from "@/shared/person";
import { bare, type Has, type Query, type Question, useQueryWords } from "@/shared/query";
import { Bones, Card, Failed } from "@/shared/ui";
import { type Contact, deeds } from "../api";

type Why = Schema<"WhyOut">;

/** Why somebody is in, or not: every part of the question with its truth and what was seen. */
export function Explain({ question, has }: { question: Question | null; has: Has }) {
  const { t } = useTranslation("segments");
  const [contact, setContact] = useState<Contact | null>(null);
  const why = useQuery({
    queryKey: [...keys.segmentCounts(), "why", contact?.id, question?.text],
    enabled: contact !== null && question !== null,
    queryFn: () => deeds.explain(contact?.id as string, question?.query as unknown as Record<string, unknown>),
  });
  return (
    <Card title={t(($) => $.why.title)}>
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.why.hint)}</p>
      <PersonSearch
        label={t(($) => $.why.who)}
        placeholder={t(($) => $.why.search)}
        value={contact}
        onChange={setContact}
      />
      {contact && !question && <p className="mt-3 text-sm text-fg-3">{t(($) => $.why.open)}</p>}
      {contact && question && (
        <div className="mt-4">
          {why.isError ? (
            <Failed tight error={why.error} retry={() => void why.refetch()} />
          ) : why.data ? (
            <>
              <p role="status" className="mb-2 text-base font-medium text-fg">
                {t(($) => (why.data.holds ? $.why.in : $.why.out), { name: contact.name ?? t(($) => $.why.they) })}
              </p>
              <ul>
                <Part why={why.data} has={has} />
              </ul>
            </>
          ) : (
            <Bones rows={3} className="h-6" />
          )}
        </div>
      )}
    </Card>
  );
}

function Part({ why, has }: { why: Why; has: Has }) {
  const { t } = useTranslation("segments");
  const words = useQueryWords(has);
  const query = why.query as unknown as Query;
  // "Not" and what it turns round are one line, as they are in the form.
  const { inner } = bare(query);
  let below = why;
  for (let turned: Query = query; turned.kind === "not" && below.of[0]; turned = turned.of) below = below.of[0];
  const told = useSeen(inner, below.seen, has);
  const seen = inner.kind === "erp" && typeof below.seen === "string" ? words.fact(inner.what, below.seen) : told;
  return (
    <li className="py-1">
      <span className="flex items-start gap-2 text-sm">
        <span
          role="img"
          aria-label={t(($) => (why.holds ? $.why.holds : $.why.fails))}
          className={clsx(
            "mt-0.5 grid size-4 shrink-0 place-items-center rounded-full [&_svg]:size-3",
            why.holds ? "bg-brand-soft text-brand-fg" : "bg-danger-soft text-danger",
          )}
        >
          {why.holds ? <Check aria-hidden /> : <X aria-hidden />}
        </span>
        <span className="min-w-0">
          <span className="text-fg">{words.describe(query)}</span>
          {seen && <span className="block text-xs text-fg-3">{t(($) => $.why.seen, { seen })}</span>}
        </span>
      </span>
      {below.of.length > 0 && (
        <ul className="ml-2 border-l border-line pl-4">
          {below.of.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an answer stay where they are
            <Part key={at} why={part} has={has} />
          ))}
        </ul>
      )}
    </li>
  );
}

function useSeen(part: Query, value: Why["seen"], has: Has): string {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation();
  const format = useFormat();
  if (part.kind === "all" || part.kind === "any" || part.kind === "segment" || part.kind === "flag") return "";
  if (value === null || value === "") return t(($) => $.why.nothing);
  if (Array.isArray(value)) {
    const names = value.map((id) => has.lists.find((one) => one.id === id)?.name ?? id);
    return names.length > 0 ? format.list(names) : t(($) => $.why.nothing);
  }
  if (typeof value === "boolean") return common(($) => (value ? $.yes : $.no));
  if (typeof value === "number") return format.number(value);
  return /^\d{4}-\d\d-\d\d/.test(value) ? format.date(value.length === 10 ? `${value}T12:00:00Z` : value) : value;
}
