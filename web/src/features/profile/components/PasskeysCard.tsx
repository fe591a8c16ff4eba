import { useQuery } from "@tanstack/react-query";
import { KeyRound, Pencil, Trash2 } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { passkeysHere } from "@/shared/passkeys";
import { Badge, Bones, Button, Card, Failed, IconButton } from "@/shared/ui";
import { type Passkey, passkeysOptions } from "../api";

const Adding = lazily(() => import("./PasskeyDialogs"), "AddDialog");
const Renaming = lazily(() => import("./PasskeyDialogs"), "RenameDialog");
const Removing = lazily(() => import("./PasskeyDialogs"), "RemoveDialog");

type Open = { what: "add" } | { what: "rename" | "remove"; passkey: Passkey } | null;

function Row({ passkey, onOpen }: { passkey: Passkey; onOpen: (what: "rename" | "remove") => void }) {
  const { t } = useTranslation("profile");
  const format = useFormat();
  const { name, host, synced, created_at: made, last_used_at: used } = passkey;
  return (
    <li className="flex items-center gap-3 py-2.5">
      <KeyRound className="size-5 shrink-0 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="min-w-0 break-words">{name}</span>
          <Badge>{t(($) => (synced ? $.passkeys.synced : $.passkeys.onThis))}</Badge>
        </p>
        <p className="text-xs text-fg-3">
          <span className="break-all">{host}</span> · {t(($) => $.passkeys.made, { at: format.date(made) })} ·{" "}
          {used ? t(($) => $.passkeys.used, { at: format.date(used) }) : t(($) => $.passkeys.never)}
        </p>
      </div>
      <IconButton label={t(($) => $.passkeys.rename, { name })} onPress={() => onOpen("rename")}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.passkeys.remove, { name })} onPress={() => onOpen("remove")}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}

/** Keys that the person's devices keep: each lets them in alone, and is asked for after the password. */
export function PasskeysCard() {
  const { t } = useTranslation("profile");
  const passkeys = useQuery(passkeysOptions);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const own = passkeys.data?.data ?? [];
  return (
    <Card title={t(($) => $.passkeys.title)}>
      <p className="text-sm text-fg-2">{t(($) => $.passkeys.about)}</p>
      {passkeys.isError ? (
        <Failed tight error={passkeys.error} retry={() => void passkeys.refetch()} />
      ) : !passkeys.data ? (
        <Bones rows={2} />
      ) : own.length === 0 ? (
        <p className="mt-3 text-sm text-fg-3">{t(($) => $.passkeys.none)}</p>
      ) : (
        <ul aria-label={t(($) => $.passkeys.title)} className="mt-2 flex flex-col divide-y divide-line">
          {own.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} onOpen={(what) => setOpen({ what, passkey })} />
          ))}
        </ul>
      )}
      {passkeysHere() ? (
        <Button className="mt-3" icon={<KeyRound aria-hidden />} onPress={() => setOpen({ what: "add" })}>
          {t(($) => $.passkeys.add)}
        </Button>
      ) : (
        <p className="mt-3 text-sm text-fg-3">{t(($) => $.passkeys.unknown)}</p>
      )}
      <Suspense>
        {open?.what === "add" && <Adding onClose={close} />}
        {open?.what === "rename" && <Renaming passkey={open.passkey} onClose={close} />}
        {open?.what === "remove" && <Removing passkey={open.passkey} last={own.length === 1} onClose={close} />}
      </Suspense>
    </Card>
  );
}
