import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, verifySecondStep } from "@/shared/api";
import { Banner, Field } from "@/shared/ui";
import { ByPasskey } from "./ByPasskey";
import { Door, Go } from "./Door";

type Props = { token: string; means: string[]; onBack: () => void };

/** The code of the authenticator, or one of the recovery codes; or a passkey, by what the person has. */
export function SecondStep({ token, means, onBack }: Props) {
  const { t } = useTranslation("auth");
  const { t: common } = useTranslation();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      await verifySecondStep(token, code.replace(/\s/g, ""));
    } catch (error) {
      setRefused(error instanceof ApiError && error.message ? error.message : common(($) => $.failed.unknown));
      setCode("");
      setBusy(false);
    }
  };
  const coded = means.includes("totp");
  return (
    <Door title={t(($) => $.second.title)} about={t(($) => (coded ? $.second.about : $.passkey.second))}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {refused && (
          <div role="alert">
            <Banner tone="danger">{refused}</Banner>
          </div>
        )}
        {coded && (
          <>
            <Field
              label={t(($) => $.second.code)}
              value={code}
              onChange={setCode}
              autoComplete="one-time-code"
              inputMode="numeric"
              isRequired
              autoFocus
              mono
            />
            <Go busy={busy}>{t(($) => $.second.go)}</Go>
          </>
        )}
        {means.includes("passkey") && (
          <ByPasskey mfaToken={token} label={t(($) => $.passkey.show)} onRefused={setRefused} />
        )}
        <button type="button" onClick={onBack} className="min-h-9 rounded-control text-fg-2 hover:bg-surface-2">
          {t(($) => $.second.back)}
        </button>
      </form>
    </Door>
  );
}
