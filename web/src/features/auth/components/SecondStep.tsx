import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, verifySecondStep } from "@/shared/api";
import { Banner, Field } from "@/shared/ui";
import { Door, Go } from "./Door";

/** The code of the authenticator, or one of the recovery codes. */
export function SecondStep({ token, onBack }: { token: string; onBack: () => void }) {
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
  return (
    <Door title={t(($) => $.second.title)} about={t(($) => $.second.about)}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {refused && (
          <div role="alert">
            <Banner tone="danger">{refused}</Banner>
          </div>
        )}
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
        <button type="button" onClick={onBack} className="min-h-9 rounded-control text-fg-2 hover:bg-surface-2">
          {t(($) => $.second.back)}
        </button>
      </form>
    </Door>
  );
}
