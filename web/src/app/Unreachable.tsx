import { useTranslation } from "react-i18next";

/** The server does not answer at the very start: nothing can be shown but that. */
export function Unreachable() {
  const { t } = useTranslation();
  return (
    <main role="alert" className="grid h-full place-items-center p-6 text-center">
      <div>
        <h1 className="text-lg font-semibold">{t(($) => $.failed.offline)}</h1>
        <p className="mt-1 text-fg-2">{t(($) => $.failed.offlineStart)}</p>
        <button
          type="button"
          onClick={() => location.reload()}
          className="mt-4 h-9 rounded-control border border-line-strong bg-surface px-4 text-fg"
        >
          {t(($) => $.tryAgain)}
        </button>
      </div>
    </main>
  );
}
