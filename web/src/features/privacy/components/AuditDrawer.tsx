import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Drawer, Facts } from "@/shared/ui";
import type { AuditRow } from "../api";
import { useAuditWords } from "./auditWords";
import { useDoer } from "./words";

/** One record: everything that it says, which is ids and no content. */
export function AuditDrawer({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const doer = useDoer();
  const words = useAuditWords();
  const counts = Object.entries(row.counts);
  const mono = (text: string) => <code className="break-all font-mono text-sm">{text}</code>;
  return (
    <Drawer open onClose={onClose} title={t(($) => $.audit.detail)}>
      <Facts
        items={[
          [t(($) => $.audit.when), format.dateTime(row.at)],
          [t(($) => $.audit.who), doer(row.actor_kind, row.actor_id)],
          [t(($) => $.audit.did), words.action(row.action)],
          [t(($) => $.audit.what), words.area(row.kind)],
          [t(($) => $.audit.route), mono(row.route || "–")],
          [t(($) => $.audit.request), mono(row.request_id || "–")],
          [t(($) => $.audit.address), mono(row.address || "–")],
        ]}
      />
      {counts.length > 0 && (
        <section className="mt-5">
          <h3 className="mb-1 text-sm font-semibold text-fg">{t(($) => $.audit.counts)}</h3>
          <ul>
            {counts.map(([name, many]) => (
              <li key={name} className="flex justify-between gap-3 border-b border-line py-1 text-sm">
                <code className="break-all font-mono text-xs text-fg-2">{name}</code>
                <b className="tnum font-semibold">{format.number(many)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {row.subjects.length > 0 && (
        <section className="mt-5">
          <h3 className="mb-1 text-sm font-semibold text-fg">{t(($) => $.audit.subjects)}</h3>
          <ul className="flex flex-col">
            {row.subjects.map((id) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-2 border-b border-line py-1.5">
                <code className="break-all font-mono text-xs text-fg-2">{id}</code>
                <Link
                  to="/settings/audit"
                  search={{ user_id: id } as never}
                  onClick={onClose}
                  className="inline-flex min-h-6 items-center text-sm text-brand-fg hover:underline"
                >
                  {t(($) => $.audit.openPerson)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Drawer>
  );
}
