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

type Said = { title: string; about: string; go: string; done: string; doneHint: string };

/** Asks for a press: what only looks at links in mail must not use this one up. */
function LinkPage({ said, run }: { said: Said; run: (token: string) => Promise<unknown> }) {
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
      await run(token);
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
      title={done ? said.done : said.title}
      about={done ? said.doneHint : token ? said.about : t(($) => $.verify.noToken)}
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
          <Go busy={busy}>{said.go}</Go>
        </form>
      )}
    </Door>
  );
}

/** Somebody confirms an address by a link in mail. */
export function VerifyPage() {
  const { t } = useTranslation("auth");
  const said = {
    title: t(($) => $.verify.title),
    about: t(($) => $.verify.about),
    go: t(($) => $.verify.go),
    done: t(($) => $.verify.done),
    doneHint: t(($) => $.verify.doneHint),
  };
  return <LinkPage said={said} run={recovery.verify} />;
}

/** Somebody wants less mail, signed in or not. */
export function LessMailPage() {
  const { t } = useTranslation("auth");
  const said = {
    title: t(($) => $.lessMail.title),
    about: t(($) => $.lessMail.about),
    go: t(($) => $.lessMail.go),
    done: t(($) => $.lessMail.done),
    doneHint: t(($) => $.lessMail.doneHint),
  };
  return <LinkPage said={said} run={recovery.lessMail} />;
}
