import { Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, useZone } from "@/shared/api";
import { BILLED_IN } from "@/shared/erp";
import { type Formats, useFormat } from "@/shared/i18n/format";
import { Button, Card, Field } from "@/shared/ui";
import { type Connection, deeds, type Settings } from "../api";
import { FACTS, type Fact, factsOf } from "../model";
import { useWords } from "./words";

type Facts = Record<Fact, string | number | null>;
type Found = { facts: Facts } | "nobody" | { failed: string };

/** The ERP is asked about one customer; what can't be told is left out and does not end it. */
async function lookUp(connection: Connection, document: string, today: string): Promise<Found> {
  const [customer] = (await deeds.customers(connection.erp_type, document)).data;
  if (!customer) return "nobody";
  const list = async (state: "pending" | "paid") => {
    if (!connection.capabilities.includes("list_invoices")) return [];
    const answer = await deeds.invoices(connection.erp_type, customer.id, state).catch(() => ({ data: [] }));
    return answer.data;
  };
  const [pending, paid] = await Promise.all([list("pending"), list("paid")]);
  return { facts: factsOf(customer, pending, paid, today) };
}

function useShown(format: Formats) {
  const words = useWords();
  return (fact: Fact, value: string | number | null) => {
    if (value === null || value === "") return "—";
    if (fact === "owed_amount") return format.money(value, BILLED_IN);
    if (fact.endsWith("_on")) return format.calendarDate(String(value));
    if (fact === "contract_status") return words.contractStatus(String(value));
    return String(value);
  };
}

type SampleProps = {
  connection: Connection;
  rows: NonNullable<Settings["mapping"]>;
  labels: ReadonlyMap<string, string>;
};

/** Shows what each fact of a customer would be. */
export function Sample({ connection, rows, labels }: SampleProps) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const words = useWords();
  const zone = useZone();
  const shown = useShown(format);
  const [document, setDocument] = useState("");
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(Date.now());
    setBusy(true);
    try {
      setFound(await lookUp(connection, document.replace(/\D/g, ""), today));
    } catch (error) {
      const told = error instanceof ApiError ? (error.details[0]?.message ?? error.message) : "";
      setFound({ failed: told || t(($) => $.failed.unknown, { ns: "common" }) });
    } finally {
      setBusy(false);
    }
  };
  const kept = (fact: Fact) => rows.find((row) => row.fact === fact && row.attribute)?.attribute;
  return (
    <Card title={t(($) => $.sample.title)}>
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.sample.hint)}</p>
      <form onSubmit={(event) => void submit(event)} className="flex items-end gap-2">
        <Field
          label={t(($) => $.sample.document)}
          inputMode="numeric"
          value={document}
          onChange={setDocument}
          className="flex-1"
          isRequired
        />
        <Button type="submit" size="form" icon={<Search aria-hidden />} busy={busy}>
          {t(($) => $.sample.go)}
        </Button>
      </form>
      <div role="status" className="mt-3 text-sm">
        {busy && <span className="text-fg-3">{t(($) => $.loading, { ns: "common" })}</span>}
        {!busy && found === "nobody" && t(($) => $.sample.nobody)}
        {!busy && found && typeof found === "object" && "failed" in found && (
          <span className="text-danger">{found.failed}</span>
        )}
      </div>
      {!busy && found && typeof found === "object" && "facts" in found && (
        <table className="w-full text-sm">
          <caption className="sr-only">{t(($) => $.sample.title)}</caption>
          <thead>
            <tr className="text-left text-xs text-fg-3">
              <th className="py-1.5 font-medium">{t(($) => $.sample.fact)}</th>
              <th className="py-1.5 font-medium">{t(($) => $.sample.value)}</th>
              <th className="py-1.5 font-medium">{t(($) => $.sample.goesTo)}</th>
            </tr>
          </thead>
          <tbody>
            {FACTS.map((fact) => {
              const to = kept(fact);
              return (
                <tr key={fact} className="border-t border-line">
                  <td className="py-1.5 pr-3 text-fg-2">{words.fact(fact)}</td>
                  <td className="tnum break-words py-1.5 pr-3">{shown(fact, found.facts[fact])}</td>
                  <td className="py-1.5 text-fg-2">{to ? (labels.get(to) ?? to) : "—"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}
