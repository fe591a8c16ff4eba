import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { Banner, Field } from "@/shared/ui";
import { deeds } from "../api";

const GO = "h-9 rounded-control bg-brand px-4 text-base font-medium text-on-brand hover:bg-brand-hover max-md:h-10";

function tokenHere(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

/** Whoever was handed a link chooses a password here. The token stays behind the #. */
export function InvitationPage() {
  const { t } = useTranslation("team");
  const { t: common } = useTranslation();
  const [token] = useState(tokenHere);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [refused, setRefused] = useState<{ field: string | null; text: string } | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await deeds.accept(token, password);
      setDone(true);
    } catch (error) {
      const told = error instanceof ApiError && !error.offline ? error : null;
      const own = told?.details.find((one) => one.field === "password");
      const text = own?.message ?? told?.message ?? common(($) => $.failed.offline);
      setRefused({ field: own ? "password" : null, text });
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="grid min-h-full place-items-center bg-bg p-4">
      <div className="w-full max-w-sm rounded-card border border-line bg-surface p-6 shadow-e2">
        <img src="/app/favicon.svg" alt="" className="mb-4 size-9" />
        <h1 className="text-xl font-semibold">{t(($) => (done ? $.welcome.done : $.welcome.title))}</h1>
        {done ? (
          <div role="status">
            <p className="mt-1 text-sm text-fg-2">{t(($) => $.welcome.doneHint)}</p>
            <Link to="/sign-in" className={`${GO} mt-5 inline-grid place-items-center`}>
              {t(($) => $.welcome.signIn)}
            </Link>
          </div>
        ) : token ? (
          <form onSubmit={submit} className="mt-1 flex flex-col gap-4">
            <p className="text-sm text-fg-2">{t(($) => $.welcome.about)}</p>
            {refused && !refused.field && (
              <div role="alert">
                <Banner tone="danger">{refused.text}</Banner>
              </div>
            )}
            <Field
              label={t(($) => $.welcome.password)}
              type="password"
              autoComplete="new-password"
              hint={t(($) => $.field.passwordHint)}
              error={refused?.field ? refused.text : undefined}
              value={password}
              onChange={(value) => {
                setRefused(null);
                setPassword(value);
              }}
              isRequired
              autoFocus
            />
            <button type="submit" aria-disabled={busy || undefined} className={GO}>
              {t(($) => $.welcome.go)}
            </button>
          </form>
        ) : (
          <p className="mt-2 text-sm text-fg-2">{t(($) => $.welcome.noToken)}</p>
        )}
      </div>
    </main>
  );
}
