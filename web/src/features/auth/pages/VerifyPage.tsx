import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { Banner } from "@/shared/ui";
import { recovery } from "../api";
import { Door, Go } from "../components/Door";

function tokenHere(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

/** Asks for a press: what only looks at links in mail must not use this one up. */
export function VerifyPage() {
  const { t } = useTranslation("auth");
  const { t: common } = useTranslation();
  const [token] = useState(tokenHere);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    setRefused(null);
    try {
      await recovery.verify(token);
      setDone(true);
    } catch (error) {
      const known = error instanceof ApiError && !error.offline ? error.message : null;
      setRefused(known ?? common(($) => $.failed.offline));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door
      title={t(($) => (done ? $.verify.done : $.verify.title))}
      about={t(($) => (done ? $.verify.doneHint : token ? $.verify.about : $.verify.noToken))}
      below={
        <Link to="/sign-in" className="font-medium text-brand-fg underline">
          {t(($) => $.forgot.back)}
        </Link>
      }
    >
      {!done && token && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void confirm();
          }}
          className="flex flex-col gap-4"
        >
          {refused && (
            <div role="alert">
              <Banner tone="danger">{refused}</Banner>
            </div>
          )}
          <Go busy={busy}>{t(($) => $.verify.go)}</Go>
        </form>
      )}
    </Door>
  );
}
