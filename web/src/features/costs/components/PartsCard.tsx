import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Card } from "@/shared/ui";
import type { Part } from "../model";

const FIRST = 6;

type PartsProps = {
  title: string;
  /** What a part is: the head of the first column. */
  of: string;
  parts: Part[];
  currency: string;
  name: (id: string) => ReactNode;
  /** Said when nothing belongs here. */
  none: string;
  className: string;
};

/** The whole, cut one way: each part with its messages, its amount and how much of the whole it is. */
export function PartsCard({ title, of, parts, currency, name, none, className }: PartsProps) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const [all, setAll] = useState(false);
  const shown = all ? parts : parts.slice(0, FIRST);
  const most = Math.max(...parts.map((part) => part.share), 0);
  return (
    <Card title={title} className={`min-w-0 ${className}`}>
      {parts.length === 0 ? (
        <p className="text-sm text-fg-3">{none}</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <caption className="sr-only">{title}</caption>
          <thead className="text-xs text-fg-3">
            <tr>
              <th scope="col" className="pb-1.5 text-left font-medium">
                {of}
              </th>
              <th scope="col" className="w-20 pb-1.5 text-right font-medium">
                {t(($) => $.messages)}
              </th>
              <th scope="col" className="w-24 pb-1.5 text-right font-medium">
                {t(($) => $.cost)}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((part) => (
              <tr key={part.id} className="border-t border-line">
                <th scope="row" className="min-w-0 py-2 pr-3 text-left font-normal">
                  <span className="block truncate text-fg">{name(part.id)}</span>
                  <span aria-hidden className="mt-1 block h-1 rounded-full bg-surface-3">
                    <span
                      className="block h-1 rounded-full bg-brand"
                      style={{ width: `${most > 0 ? (100 * part.share) / most : 0}%` }}
                    />
                  </span>
                </th>
                <td className="tnum py-2 text-right text-fg-2">{format.number(part.messages)}</td>
                <td className="tnum py-2 text-right font-medium">
                  {format.money(part.amount, currency)}
                  <span className="block text-xs font-normal text-fg-3">{format.percent(part.share)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {parts.length > FIRST && (
        <Button look="quiet" className="mt-2" aria-expanded={all} onPress={() => setAll(!all)}>
          {all ? t(($) => $.fewer) : t(($) => $.all, { shown: format.number(parts.length) })}
        </Button>
      )}
    </Card>
  );
}
