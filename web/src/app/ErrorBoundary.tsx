import { useRouter } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { useLine } from "@/shared/realtime";
import { Button, Empty, Failed } from "@/shared/ui";

const ONCE = "pytake.reloaded";
type Part = { preload?: () => Promise<void> };

/** A deploy has removed the files this page was built from. */
function outdated(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script|error loading dynamically/i.test(error.message)
  );
}

/** A page that failed to draw: the rest of the console stays. */
export function PageFailed({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation();
  if (outdated(error)) {
    if (!sessionStorage.getItem(ONCE)) {
      sessionStorage.setItem(ONCE, "1");
      location.reload();
      return null;
    }
    return (
      <Empty
        icon={<SearchX aria-hidden />}
        title={t(($) => $.outdated.title)}
        action={
          <Button look="primary" onPress={() => location.reload()}>
            {t(($) => $.outdated.reload)}
          </Button>
        }
      >
        {t(($) => $.outdated.hint)}
      </Empty>
    );
  }
  return <Again error={error} reset={reset} />;
}

/** The page's code is read again by hand, and by itself as soon as the line is back. */
function Again({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  const retry = async () => {
    const routes = router.routesById as Record<string, { options: { component?: Part } } | undefined>;
    await Promise.all(router.state.matches.map((match) => routes[match.routeId]?.options.component?.preload?.()));
    reset?.();
    void router.invalidate();
  };
  const newest = useRef(retry);
  newest.current = retry;
  const offline = error instanceof ApiError && error.offline;
  useEffect(() => {
    if (!offline) return;
    const go = () => void newest.current();
    const end = useLine.subscribe((now, before) => {
      if (now.state === "open" && before.state !== "open") go();
    });
    addEventListener("online", go);
    return () => {
      end();
      removeEventListener("online", go);
    };
  }, [offline]);
  return <Failed error={error} retry={() => void retry()} />;
}

/** No such page. */
export function NoSuchPage() {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <Empty
      icon={<SearchX aria-hidden />}
      title={t(($) => $.missing.title)}
      action={
        <Button look="primary" onPress={() => void router.navigate({ to: "/" })}>
          {t(($) => $.missing.home)}
        </Button>
      }
    >
      {t(($) => $.missing.hint)}
    </Empty>
  );
}
