import { Search as SearchIcon } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, useMay } from "@/shared/api";
import { vendorOf } from "@/shared/erp";
import { Button, Field, Select, useDeed } from "@/shared/ui";
import { type Connection, type Customer, deeds, found } from "./api";
import { documentOf, written } from "./model";

type Props = { contactId: string; connections: Connection[]; onLinked?: () => void };

/** Whose customer is this? Looked for by document in the ERP, and said by whoever answers. */
export function Search({ contactId, connections, onLinked }: Props) {
  const { t } = useTranslation("erpCard");
  const mayWrite = useMay("write:erp");
  const searchable = connections.filter((one) => one.capabilities.includes("find_customers"));
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [people, setPeople] = useState<Customer[] | null>(null);
  const search = useDeed();
  const link = useDeed();
  const erpType = chosen ?? (searchable.find((one) => one.preferred) ?? searchable[0])?.erp_type;
  if (!erpType) return <p className="text-fg-3">{t(($) => $.search.cannot)}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const document = documentOf(typed);
    if (!document) return setWrong(t(($) => $.search.wrong));
    void search.act({
      run: () => found(erpType, document),
      after: ({ data }) => setPeople(data),
      failed: (error) =>
        setWrong(error instanceof ApiError ? (error.details[0]?.message ?? error.message) || t(($) => $.failed) : null),
    });
  };
  const take = (customer: Customer) =>
    link.act({
      run: () => deeds.link({ contactId, erpType, customerId: customer.id }),
      changes: [keys.erpCard(contactId), ["contact", contactId]],
      done: t(($) => $.link.done),
      after: () => onLinked?.(),
    });
  return (
    <div className="flex flex-col gap-3">
      <form onSubmit={submit} className="flex flex-col gap-2">
        {searchable.length > 1 && (
          <Select
            label={t(($) => $.search.where)}
            options={searchable.map((one) => ({ id: one.erp_type, label: vendorOf(one.erp_type) }))}
            value={erpType}
            onChange={(id) => {
              setChosen(id);
              setPeople(null);
            }}
          />
        )}
        <p className="font-medium">{t(($) => $.search.title)}</p>
        <div className="flex items-start gap-2">
          <Field
            aria-label={t(($) => $.search.document)}
            placeholder={t(($) => $.search.document)}
            inputMode="numeric"
            value={typed}
            error={wrong}
            onChange={(value) => {
              setTyped(value);
              setWrong(null);
            }}
            className="min-w-0 flex-1"
          />
          <Button type="submit" size="form" icon={<SearchIcon aria-hidden />} busy={search.busy}>
            {t(($) => $.search.go)}
          </Button>
        </div>
      </form>
      <div role="status">{people?.length === 0 && t(($) => $.search.nobody)}</div>
      {people && people.length > 0 && (
        <ul className="flex flex-col gap-2">
          {people.map((customer) => (
            <li key={customer.id} className="rounded-node border border-line p-3">
              <b className="block font-semibold">{customer.name ?? customer.id}</b>
              <span className="tnum block text-xs text-fg-2">
                {[customer.document && written(customer.document), customer.address?.district, customer.address?.city]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              <span className="block text-xs text-fg-2">
                {customer.contracts.flatMap((one) => (one.plan ? [one.plan] : [])).join(", ")}
              </span>
              {mayWrite && (
                <Button className="mt-2" busy={link.busy} onPress={() => void take(customer)}>
                  {t(($) => $.link.take)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
