import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, signInByPasskey } from "@/shared/api";
import { givenUp, passkeysHere, showPasskey } from "@/shared/passkeys";

type Props = { mfaToken?: string; label: string; onRefused: (message: string | null) => void };

/** Signs in by what the device keeps; nothing where the browser knows no passkeys. */
export function ByPasskey({ mfaToken, label, onRefused }: Props) {
  const { t } = useTranslation("auth");
  const { t: common } = useTranslation();
  const [busy, setBusy] = useState(false);
  if (!passkeysHere()) return null;
  const run = async () => {
    if (busy) return;
    setBusy(true);
    onRefused(null);
    try {
      await signInByPasskey(showPasskey, mfaToken);
    } catch (error) {
      setBusy(false);
      if (givenUp(error)) return onRefused(t(($) => $.passkey.givenUp));
      if (error instanceof ApiError && !error.offline) return onRefused(error.message);
      onRefused(common(($) => (error instanceof ApiError ? $.failed.offline : $.failed.unknown)));
    }
  };
  return (
    <button
      type="button"
      aria-disabled={busy || undefined}
      onClick={() => void run()}
      className="flex h-9 items-center justify-center gap-2 rounded-control border border-control bg-surface px-4 text-base font-medium text-fg hover:bg-surface-2 aria-disabled:opacity-70 max-md:h-10"
    >
      <KeyRound aria-hidden className="size-4" />
      {label}
    </button>
  );
}
