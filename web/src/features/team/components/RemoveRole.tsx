import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { peopleOptions } from "@/shared/known";
import { Confirm, Select, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Role } from "../api";
import { useRoleOptions } from "./useRoles";

/** Before a role goes: who has it, and what they get in its place. */
export function RemoveRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation("team");
  const format = useFormat();
  const people = useQuery({ ...peopleOptions, enabled: role.users > 0 });
  const [instead, setInstead] = useState<string | null>(null);
  const { errors, clear, take } = useErrors(["instead"] as const);
  const { busy, act } = useDeed();
  const others = useRoleOptions().filter(({ id }) => id !== role.id);
  const holders = (people.data?.data ?? []).filter((person) => person.custom_role?.id === role.id);
  const unnamed = role.users - holders.length;
  const names = holders.map((person) => person.name);
  const go = () =>
    role.id &&
    void act({
      run: () => deeds.removeRole(role.id as string, instead ?? undefined),
      changes: [keys.roles(), keys.users(), ["user"]],
      done: t(($) => $.roles.removed, { name: role.name }),
      failed: take,
      after: onClose,
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.roles.removeAsk, { name: role.name })}
      action={t(($) => $.roles.remove)}
      busy={busy}
      ready={role.users === 0 || instead !== null}
      onConfirm={() => go()}
    >
      {role.users === 0 ? (
        <p>{t(($) => $.roles.nobody)}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <p>{t(($) => $.roles.held, { count: role.users })}</p>
          <p className="font-medium text-fg">
            {format.list(unnamed > 0 && people.data ? [...names, t(($) => $.roles.more, { count: unnamed })] : names)}
          </p>
          <Select
            label={t(($) => $.roles.instead)}
            placeholder={t(($) => $.roles.choose)}
            value={instead}
            error={errors.instead}
            onChange={(id) => {
              clear();
              setInstead(id);
            }}
            options={others}
          />
        </div>
      )}
    </Confirm>
  );
}
