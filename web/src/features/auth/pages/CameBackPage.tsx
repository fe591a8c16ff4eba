import { Link, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, finishSignOn, useSession } from "@/shared/api";
import { Banner } from "@/shared/ui";
import { Door } from "../components/Door";

const KNOWN = [
  "SIGN_ON_NOT_FOUND",
  "SIGN_ON_ATTEMPT_OVER",
  "SIGN_ON_REFUSED",
  "SIGN_ON_NOBODY",
  "SIGN_ON_PROVIDER_FAILED",
  "USER_INACTIVE",
] as const;

/** Back from the company's provider: with a code that becomes the session, or with what went wrong. */
export function CameBackPage() {
  const { t } = useTranslation("auth");
  const router = useRouter();
  const standing = useSession((s) => s.standing);
  const begun = useRef(false);
  const [said, setSaid] = useState<string | null>(null);
  const refused = new URLSearchParams(location.search).get("refused");
  const known = KNOWN.find((code) => code === refused);

  useEffect(() => {
    if (standing === "in" && begun.current) router.history.replace("/app/");
  }, [standing, router]);
  useEffect(() => {
    const code = location.hash.slice(1);
    if (begun.current || !code) return;
    begun.current = true;
    // It is worth nothing any more, and has no business in the history.
    history.replaceState(null, "", location.pathname);
    finishSignOn(code).catch((error: unknown) => setSaid(error instanceof ApiError ? error.message : ""));
  }, []);

  const wrong = said !== null || refused !== null || (!begun.current && !location.hash);
  const message = said || t(($) => (known ? $.cameBack[known] : $.cameBack.other));
  return (
    <Door
      title={t(($) => (wrong ? $.cameBack.failed : $.cameBack.title))}
      below={
        wrong && (
          <Link to="/sign-in" className="font-medium text-brand-fg underline">
            {t(($) => $.forgot.back)}
          </Link>
        )
      }
    >
      {wrong ? (
        <div role="alert">
          <Banner tone="danger">{message}</Banner>
        </div>
      ) : (
        <p role="status" className="text-sm text-fg-2">
          {t(($) => $.cameBack.about)}
        </p>
      )}
    </Door>
  );
}
