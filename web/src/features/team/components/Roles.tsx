import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { Badge, Bones, Button, Failed, IconButton } from "@/shared/ui";
import { type Role, rolesOptions } from "../api";
import { among, ROLES } from "../model";
import { RemoveRole } from "./RemoveRole";
import { RoleForm } from "./RoleForm";
import { RolesTable } from "./RolesTable";
import { useWords } from "./words";

type Open = { what: "form"; role: Role | null } | { what: "remove"; role: Role } | null;

/** The roles that every company has and its own: who has them, and what each may do. */
export function Roles() {
  const { t } = useTranslation("team");
  const manages = useMay("manage:users");
  const roles = useQuery(rolesOptions);
  const [open, setOpen] = useState<Open>(null);
  const add = () => setOpen({ what: "form", role: null });
  useActions(
    manages
      ? [
          {
            id: "team:role",
            label: t(($) => $.roles.new),
            group: t(($) => $.title),
            icon: <Plus aria-hidden />,
            run: add,
          },
        ]
      : [],
  );
  if (!roles.data)
    return roles.isError ? <Failed error={roles.error} retry={() => void roles.refetch()} /> : <Bones rows={8} />;
  const all = roles.data.data;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 text-sm text-fg-2">{t(($) => $.roles.about)}</p>
        {manages && (
          <Button icon={<Plus aria-hidden />} onPress={add}>
            {t(($) => $.roles.new)}
          </Button>
        )}
      </div>
      <ul aria-label={t(($) => $.tabs.roles)} className="mb-5 grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {all.map((role) => (
          <RoleCard
            key={role.id ?? role.name}
            role={role}
            manages={manages}
            onEdit={() => setOpen({ what: "form", role })}
            onRemove={() => setOpen({ what: "remove", role })}
          />
        ))}
      </ul>
      <RolesTable roles={all} />
      {open?.what === "form" && <RoleForm role={open.role} onClose={() => setOpen(null)} />}
      {open?.what === "remove" && <RemoveRole role={open.role} onClose={() => setOpen(null)} />}
    </>
  );
}

type CardProps = { role: Role; manages: boolean; onEdit: () => void; onRemove: () => void };

function RoleCard({ role, manages, onEdit, onRemove }: CardProps) {
  const { t } = useTranslation("team");
  const words = useWords();
  const known = role.custom ? undefined : among(ROLES, role.name);
  const name = role.custom ? role.name : words.role(role.name);
  return (
    <li className="flex flex-col gap-1 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="flex min-h-8 items-center gap-2">
        <b className="min-w-0 flex-1 truncate text-base font-semibold text-fg" title={name}>
          {name}
        </b>
        {!role.custom && <Badge>{t(($) => $.roles.builtIn)}</Badge>}
        {role.custom && manages && (
          <>
            <IconButton label={t(($) => $.roles.editOne, { name })} onPress={onEdit}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={t(($) => $.roles.removeOne, { name })} onPress={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      <p className="text-sm text-fg-2">{known ? t(($) => $.roleHint[known]) : role.description}</p>
      <p className="mt-auto pt-1 text-xs text-fg-3">
        {t(($) => $.roles.people, { count: role.users })} · {t(($) => $.keys.count, { count: role.permissions.length })}
      </p>
    </li>
  );
}
