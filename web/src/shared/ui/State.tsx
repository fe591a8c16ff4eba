import clsx from "clsx";
import { CircleAlert, Lock, WifiOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/error";
import { Button } from "./Button";

function Frame({
  icon,
  title,
  children,
  tight,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  tight?: boolean;
}) {
  return (
    <div className={clsx("mx-auto flex max-w-md flex-col items-center text-center", tight ? "p-4" : "px-6 py-14")}>
      <span className="mb-3 grid size-11 place-items-center rounded-node bg-surface-2 text-fg-3 [&_svg]:size-5">
        {icon}
      </span>
      <h2 className="text-lg font-semibold text-fg">{title}</h2>
      {children}
    </div>
  );
}

/** Nothing is here yet: what belongs here, and one thing to do. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Frame icon={icon} title={title}>
      {children && <p className="mt-1 text-base text-fg-2">{children}</p>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </Frame>
  );
}

/** It could not be read: what failed in plain words, and what helps. `tight`: inside a card. */
export function Failed({ error, retry, tight }: { error: unknown; retry?: () => void; tight?: boolean }) {
  const { t } = useTranslation();
  const told = error instanceof ApiError ? error : null;
  if (told?.status === 403) return <Denied permission={String(told.params.permission ?? "")} />;
  const offline = told?.offline ?? false;
  return (
    <div role="alert">
      <Frame
        tight={tight}
        icon={offline ? <WifiOff aria-hidden /> : <CircleAlert aria-hidden />}
        title={t(($) => (offline ? $.failed.offline : $.failed.title))}
      >
        <p className="mt-1 text-base text-fg-2">
          {offline ? t(($) => $.failed.offlineHint) : told?.message || t(($) => $.failed.unknown)}
        </p>
        {retry && (
          <Button className="mt-4" onPress={retry}>
            {t(($) => $.tryAgain)}
          </Button>
        )}
        {told?.requestId && (
          <p className="mt-3 text-xs text-fg-3">
            {t(($) => $.failed.request)} <code className="select-all font-mono">{told.requestId}</code>
          </p>
        )}
      </Frame>
    </div>
  );
}

/** Not allowed: which right is missing and who can give it. */
export function Denied({ permission }: { permission?: string }) {
  const { t } = useTranslation();
  return (
    <Frame icon={<Lock aria-hidden />} title={t(($) => $.denied.title)}>
      <p className="mt-1 text-base text-fg-2">
        {permission === "manage:platform" ? <Appointed /> : t(($) => $.denied.hint)}
      </p>
      {permission && (
        <p className="mt-3 text-sm text-fg-3">
          {t(($) => $.denied.permission)} <code className="font-mono">{permission}</code>
        </p>
      )}
    </Frame>
  );
}

/** What no company's team can give. */
function Appointed() {
  const { t } = useTranslation("platform");
  return t(($) => $.denied);
}

/** Draws a skeleton only when the answer takes longer than a blink. */
export function Later({ children, after = 150 }: { children: ReactNode; after?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, [after]);
  return late ? children : null;
}

/** A grey shape where something will be. */
export function Bone({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-control bg-surface-3", className)} />;
}

/** Rows of a list that is on its way. */
export function Bones({ rows = 6, className = "h-11" }: { rows?: number; className?: string }) {
  const { t } = useTranslation();
  return (
    <Later>
      <div role="status" aria-label={t(($) => $.loading)} className="flex flex-col gap-2 p-3">
        {Array.from({ length: rows }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes without an identity
          <Bone key={at} className={className} />
        ))}
      </div>
    </Later>
  );
}

/** A thin bar on top while what is shown is read again. */
export function Refreshing({ busy }: { busy: boolean }) {
  if (!busy) return null;
  return (
    <div aria-hidden className="absolute inset-x-0 top-0 z-10 h-0.5 overflow-hidden bg-brand-soft">
      <div className="h-full w-1/3 animate-pulse bg-brand" />
    </div>
  );
}
