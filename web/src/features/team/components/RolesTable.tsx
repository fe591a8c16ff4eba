import { Check, Minus } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "../api";
import { grouped } from "../model";
import { useWords } from "./words";

/** What each role may do, side by side. */
export function RolesTable({ roles }: { roles: Role[] }) {
  const { t } = useTranslation("team");
  const words = useWords();
  const all = [...new Set(roles.flatMap((role) => role.permissions))];
  return (
    <section
      className="overflow-x-auto rounded-card border border-line bg-surface"
      tabIndex={0}
      aria-label={t(($) => $.roles.matrix)}
    >
      <table className="w-full min-w-[560px] text-sm">
        <thead className="border-b border-line text-xs text-fg-3">
          <tr>
            <th className="px-4 py-2.5 text-left font-medium">{t(($) => $.matrix.permission)}</th>
            {roles.map((role) => (
              <th key={role.name} className="px-3 py-2.5 text-center font-medium">
                {role.custom ? role.name : words.role(role.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grouped(all).map(({ group, permissions }) => (
            <Fragment key={group}>
              <tr className="bg-surface-2">
                <th colSpan={roles.length + 1} className="px-4 py-1.5 text-left text-xs font-semibold text-fg-2">
                  {t(($) => $.group[group])}
                </th>
              </tr>
              {permissions.map((permission) => (
                <tr key={permission} className="border-b border-line last:border-0">
                  <th scope="row" className="px-4 py-2 text-left font-normal">
                    {words.permission(permission)}
                  </th>
                  {roles.map((role) => {
                    const has = role.permissions.includes(permission);
                    const Icon = has ? Check : Minus;
                    return (
                      <td key={role.name} className="px-3 py-2 text-center">
                        <Icon
                          className={`inline size-4 ${has ? "text-brand-fg" : "text-fg-3"}`}
                          aria-label={t(($) => (has ? $.matrix.yes : $.matrix.no))}
                        />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}
