import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { Banner, Field } from "@/shared/ui";
import { recovery } from "../api";
import { Door, Go } from "../components/Door";

/** Says the same whether somebody has the address or not; where no mail is sent the server says what to do instead. */
export function ForgotPage() {
  const { t } = useTranslation("auth");
  const { t: common } = useTranslation();
  const [email, setEmail] = useState("");
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefused(null);
    try {
      await recovery.forgot(email);
      setDone(true);
    } catch (error) {
      const told = error instanceof ApiError && !error.offline ? error : null;
      setRefused(told?.details[0]?.message ?? told?.message ?? common(($) => $.failed.offline));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door
      title={t(($) => (done ? $.forgot.done : $.forgot.title))}
      about={t(($) => (done ? $.forgot.doneHint : $.forgot.about))}
      below={
        <Link to="/sign-in" className="font-medium text-brand-fg underline">
          {t(($) => $.forgot.back)}
        </Link>
      }
    >
      {!done && (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {refused && (
            <div role="alert">
              <Banner tone="danger">{refused}</Banner>
            </div>
          )}
          <Field
            label={t(($) => $.email)}
            type="email"
            name="email"
            autoComplete="username"
            isRequired
            value={email}
            onChange={setEmail}
            autoFocus
          />
          <Go busy={busy}>{t(($) => $.forgot.go)}</Go>
        </form>
      )}
    </Door>
  );
}
