import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { reread } from "@/shared/api";
import { Button, Dialog, Field, useDeed } from "@/shared/ui";
import { deeds } from "../api";

/** Ten codes, shown this once. */
export function CodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation("profile");
  const { t: common } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t(($) => $.mfa.codesTitle)}
      actions={
        <>
          <Button
            size="form"
            onPress={() => void navigator.clipboard.writeText(codes.join("\n")).then(() => setCopied(true))}
          >
            {copied ? common(($) => $.copied) : t(($) => $.mfa.copy)}
          </Button>
          <Button size="form" look="primary" onPress={onClose}>
            {t(($) => $.mfa.kept)}
          </Button>
        </>
      }
    >
      <p className="mb-3">{t(($) => $.mfa.codesHint)}</p>
      <ul aria-label={t(($) => $.mfa.codes)} className="grid grid-cols-2 gap-1.5 font-mono text-base text-fg">
        {codes.map((code) => (
          <li key={code} className="select-all rounded-chip bg-surface-2 px-2 py-1 text-center">
            {code}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Switching it off asks for the password. */
export function EndDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("profile");
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.endMfa(password),
      done: t(($) => $.mfa.ended),
      failed: (error) => setWrong(error instanceof Error ? error.message : ""),
      after: () => {
        void reread();
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.mfa.endTitle)}
      actions={
        <Button size="form" look="danger" type="submit" form="mfa-end" busy={busy}>
          {t(($) => $.mfa.end)}
        </Button>
      }
    >
      <form id="mfa-end" onSubmit={submit} className="flex flex-col gap-4">
        <p>{t(($) => $.mfa.endHint)}</p>
        <Field
          label={t(($) => $.mfa.password)}
          type="password"
          autoComplete="current-password"
          value={password}
          error={wrong}
          onChange={(value) => {
            setWrong(null);
            setPassword(value);
          }}
          isRequired
          autoFocus
        />
      </form>
    </Dialog>
  );
}
