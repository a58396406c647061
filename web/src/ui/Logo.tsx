/** The mark: an order's way, standing at one step. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--primary)" />
      <path d="M6.5 16h6M19.5 16h6" stroke="var(--onPrimary)" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="16" cy="16" r="3.4" fill="var(--accent)" />
      <circle cx="6.5" cy="16" r="2.6" fill="var(--onPrimary)" />
      <circle cx="25.5" cy="16" r="2.6" fill="none" stroke="var(--onPrimary)" strokeWidth="2" />
    </svg>
  );
}
