import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay, useSession } from "@/shared/api";
import { Badge, Bones, Card, Failed, useDeed } from "@/shared/ui";
import { deeds, permissionsOptions } from "../api";
import { among, type Choice, chosen, grouped, SOURCES } from "../model";
import { useWords } from "./words";

const TONES = { role: "plain", granted: "brand", denied: "danger", none: "plain" } as const;
const CHOICES = ["role", "granted", "denied"] as const;
/** The same each time: a new list at every look would draw for ever. */
const NOTHING: string[] = [];

/** Every permission, whether it is there, and where that comes from. */
export function Matrix({ id, role }: { id: string; role: string }) {
  const { t } = useTranslation("team");
  const words = useWords();
  const manages = useMay("manage:users");
  const own = useSession((s) => s.me?.permissions ?? NOTHING);
  const query = useQuery(permissionsOptions(id));
  const { busy, act } = useDeed();
  const title = t(($) => $.matrix.title);
  if (!query.data)
    return (
      <Card title={title}>
        {query.isError ? (
          <Failed tight error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Bones rows={8} className="h-7" />
        )}
      </Card>
    );
  const { permissions } = query.data;
  const pick = (permission: string, choice: Choice) =>
    act({
      run: () => deeds.permit(id, chosen(query.data, permission, choice)),
      changes: [keys.user(id), keys.users()],
      done: t(($) => $.matrix.saved),
    });
  return (
    <Card title={title}>
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.matrix.about)}</p>
      <section className="overflow-x-auto" tabIndex={0} aria-label={title}>
        <table className="w-full min-w-[520px] text-sm">
          <thead className="text-xs text-fg-3">
            <tr className="border-b border-line">
              <th className="py-2 pr-3 text-left font-medium">{t(($) => $.matrix.permission)}</th>
              <th className="px-3 py-2 text-center font-medium">{t(($) => $.matrix.effect)}</th>
              <th className="px-3 py-2 text-left font-medium">{t(($) => $.matrix.source)}</th>
              {manages && <th className="px-3 py-2 text-left font-medium">{t(($) => $.matrix.change)}</th>}
            </tr>
          </thead>
          <tbody>
            {grouped(permissions.map((one) => one.permission)).map(({ group, permissions: names }) => (
              <Fragment key={group}>
                <tr>
                  <th colSpan={manages ? 4 : 3} className="pb-1 pt-4 text-left text-xs font-semibold text-fg-2">
                    {t(($) => $.group[group])}
                  </th>
                </tr>
                {names.map((name) => {
                  const row = permissions.find((one) => one.permission === name);
                  if (!row) return null;
                  const source = among(SOURCES, row.source) ?? "none";
                  const Icon = row.allowed ? Check : X;
                  return (
                    <tr key={name} className="border-b border-line last:border-0">
                      <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                        {words.permission(name)}
                      </th>
                      <td className="px-3 text-center">
                        <Icon
                          className={`inline size-4 ${row.allowed ? "text-brand-fg" : "text-fg-3"}`}
                          aria-label={t(($) => (row.allowed ? $.matrix.yes : $.matrix.no))}
                        />
                      </td>
                      <td className="px-3">
                        <Badge tone={TONES[source]}>
                          {source === "role" ? t(($) => $.matrix.ofRole, { role }) : t(($) => $.matrix.sources[source])}
                        </Badge>
                      </td>
                      {manages && (
                        <td className="px-3 py-1">
                          <select
                            aria-label={`${t(($) => $.matrix.change)}: ${words.permission(name)}`}
                            // Nobody gives or takes what they may not do themselves.
                            disabled={busy || !own.includes(name)}
                            value={source === "none" ? "role" : source}
                            onChange={(event) => void pick(name, event.target.value as Choice)}
                            className="h-7 rounded-chip border border-control bg-surface px-1.5 text-sm text-fg disabled:opacity-60 max-md:h-9"
                          >
                            {CHOICES.map((choice) => (
                              <option key={choice} value={choice}>
                                {t(($) => $.matrix.choice[choice])}
                              </option>
                            ))}
                          </select>
                        </td>
                      )}
                    </tr>
                  );
                })}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
