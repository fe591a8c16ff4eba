import { useRouter } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Empty, Failed } from "@/shared/ui";

const ONCE = "pytake.reloaded";

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
  const router = useRouter();
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
  return (
    <Failed
      error={error}
      retry={() => {
        reset?.();
        void router.invalidate();
      }}
    />
  );
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
