import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { attributesOptions } from "@/shared/known";
import { Button, Card, IconButton, Leaving, LinkButton, Select, useDeed, useErrors } from "@/shared/ui";
import { type Connection, deeds, type Settings } from "../api";
import { changed, FACTS, type Fact } from "../model";
import { Sample } from "./Sample";
import { useWords } from "./words";

type Kept = NonNullable<Settings["mapping"]>[number];

/** Which facts of the ERP are kept in attributes of the contact as well, with a customer's as an example. */
export function Mapping({ connection }: { connection: Connection }) {
  const { t } = useTranslation("erps");
  const words = useWords();
  const manages = useMay("manage:erp");
  const attributes = useQuery(attributesOptions);
  const saved = connection.settings.mapping ?? [];
  const [edited, setEdited] = useState<Kept[] | null>(null);
  const { errors, clear, take } = useErrors(["mapping"]);
  const { busy, act } = useDeed();
  const rows = edited ?? saved;
  const set = (next: Kept[]) => {
    clear();
    setEdited(next);
  };
  const free = FACTS.filter((fact) => !rows.some((row) => row.fact === fact));
  const save = () =>
    act({
      run: () =>
        deeds.change(
          connection.erp_type,
          connection.version,
          changed(connection, { mapping: rows.filter((row) => row.attribute) }),
        ),
      changes: [keys.erps()],
      done: t(($) => $.saved),
      failed: take,
      after: () => setEdited(null),
    });
  const options = (attributes.data?.data ?? []).map((one) => ({ id: one.name, label: one.label, hint: one.name }));
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Leaving views dirty={() => edited !== null} />
      <Card title={t(($) => $.mapping.title)}>
        <p className="mb-3 text-sm text-fg-2">{t(($) => $.mapping.hint)}</p>
        {rows.length === 0 && <p className="mb-3 text-sm text-fg-3">{t(($) => $.mapping.none)}</p>}
        <ul className="flex flex-col gap-3">
          {rows.map((row, at) => {
            const name = words.fact(row.fact as Fact);
            return (
              <li key={row.fact} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_32px] items-center gap-2">
                <span className="text-sm">{name}</span>
                <Select
                  quiet
                  label={t(($) => $.mapping.to, { fact: name })}
                  placeholder={t(($) => $.mapping.choose)}
                  options={options}
                  value={row.attribute || null}
                  disabled={!manages}
                  onChange={(attribute) => set(rows.map((one, own) => (own === at ? { ...one, attribute } : one)))}
                />
                {manages && (
                  <IconButton
                    label={t(($) => $.mapping.remove, { fact: name })}
                    onPress={() => set(rows.filter((_, own) => own !== at))}
                  >
                    <X aria-hidden />
                  </IconButton>
                )}
              </li>
            );
          })}
        </ul>
        {errors.mapping && (
          <p role="alert" className="mt-2 text-xs text-danger">
            {errors.mapping}
          </p>
        )}
        {manages && (
          <div className="mt-4 flex flex-wrap items-end gap-2">
            {options.length === 0 && attributes.data ? (
              <LinkButton to="/settings/attributes" look="secondary" icon={<Plus aria-hidden />}>
                {t(($) => $.mapping.define)}
              </LinkButton>
            ) : (
              free.length > 0 && (
                <Select
                  quiet
                  className="w-52"
                  label={t(($) => $.mapping.add)}
                  placeholder={t(($) => $.mapping.add)}
                  options={free.map((fact) => ({ id: fact, label: words.fact(fact) }))}
                  value={null}
                  onChange={(fact) => set([...rows, { fact, attribute: "" }])}
                />
              )
            )}
            <Button
              look="primary"
              size="form"
              className="ml-auto"
              busy={busy}
              isDisabled={edited === null}
              onPress={() => void save()}
            >
              {t(($) => $.save, { ns: "common" })}
            </Button>
          </div>
        )}
      </Card>
      <Sample connection={connection} rows={rows} labels={new Map(options.map((one) => [one.id, one.label]))} />
    </div>
  );
}
